// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/catalog.h"

#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::metrics {

const Metric& find_metric(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& family : {classification_metrics(), probability_metrics(), regression_metrics(),
                             quantile_metrics(), count_metrics()})
    for (const Metric& metric : family) {
      if (metric.name == name) return metric;
      names.emplace_back(metric.name);
    }
  throw Error(ErrorCode::bad_option, "there is no metric \"" + std::string(name) + "\"",
              did_you_mean(name, names));
}

}  // namespace qed::metrics
