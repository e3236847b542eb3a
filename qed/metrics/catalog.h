// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string_view>

#include "qed/metrics/metric.h"

namespace qed::metrics {

// The metrics of means of each kind of prediction, in the order in which they are told. Adding one: its line in the
// family's file; tests/laws then holds it to what every metric obeys.
std::span<const Metric> classification_metrics();  ///< decisions by a threshold against 0/1 labels
std::span<const Metric> probability_metrics();  ///< probabilities against 0/1 labels
std::span<const Metric> regression_metrics();  ///< numbers against numbers
std::span<const Metric> quantile_metrics();  ///< quantiles against numbers
std::span<const Metric> count_metrics();  ///< positive means against counts

/// Every metric of the room, family by family: those above, and those of areas, classes, laws, queries and pictures,
/// which are functions of their own, each a line of catalog.cpp.
std::span<const MetricCard> all_metrics();

/// What there is to know of the metric of that name. Error{bad_option} with the nearest one.
const MetricCard& find_card(std::string_view name);
/// The metric of means of that name. Error{bad_option} with the nearest one; of one that is not of means, with what it
/// is of.
const Metric& find_metric(std::string_view name);

}  // namespace qed::metrics
