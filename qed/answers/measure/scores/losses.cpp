// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/scores/losses.h"

#include <algorithm>
#include <cmath>

namespace qed::answers::measure {
namespace {

double square(double x) { return x * x; }
double pinball(double f, double y, double tau) {
  return y >= f ? tau * (y - f) : (1 - tau) * (f - y);
}
double poisson(double f, double y) {
  return 2 * ((y > 0 ? y * (std::log(y) - std::log(f)) : 0) - y + f);
}
double gamma_deviance(double f, double y) { return 2 * (y / f - 1 - std::log(y / f)); }
double winkler(double lower, double upper, double y, double alpha) {
  return upper - lower + 2 / alpha * (std::max(0.0, lower - y) + std::max(0.0, y - upper));
}
double surprise(double p, double y) { return y == 1 ? -std::log(p) : -std::log1p(-p); }

std::vector<double> class_shares(const Rows& rows) {
  std::vector<double> share(rows.classes.size(), 0);
  for (const double y : rows.y) share[static_cast<std::size_t>(y)] += 1;
  for (double& s : share) s /= static_cast<double>(std::max<std::size_t>(1, rows.n()));
  return share;
}

}  // namespace

Loss brier_loss(const Rows& rows) {
  const double q = mean_label(rows);
  return {"brier", "Brier score", "Brier1950",
          [](const Model& m, std::size_t i, double y) { return square(m.f[i] - y); },
          [q](double y) { return square(q - y); }};
}

Loss log_loss(const Rows& rows) {
  const double q = mean_label(rows);
  return {"log_loss", "log loss", "Good1952",
          [](const Model& m, std::size_t i, double y) { return surprise(m.f[i], y); },
          [q](double y) { return surprise(q, y); }};
}

Loss cost_loss(const Rows& rows, const LossSettings& s) {
  const double q = mean_label(rows), fp = s.false_positive, fn = s.false_negative;
  const bool always = fp * (1 - q) < fn * q;
  return {"cost", "cost a row", "Elkan2001",
          [fp, fn](const Model& m, std::size_t i, double y) {
            const bool yes = m.f[i] >= m.threshold;
            return yes == (y == 1) ? 0 : yes ? fp : fn;
          },
          [fp, fn, always](double y) { return always == (y == 1) ? 0
                                              : always           ? fp
                                                                 : fn; }};
}

Loss squared_loss(const Rows& rows) {
  const double mean = mean_label(rows);
  return {"squared", "mean squared error", "Gneiting2011",
          [](const Model& m, std::size_t i, double y) { return square(m.f[i] - y); },
          [mean](double y) { return square(mean - y); }};
}

Loss absolute_loss(const Rows& rows) {
  const double median = quantile_of(rows.y, 0.5);
  return {"absolute", "mean absolute error", "Gneiting2011",
          [](const Model& m, std::size_t i, double y) { return std::abs(m.f[i] - y); },
          [median](double y) { return std::abs(median - y); }};
}

Loss pinball_loss(const Rows& rows, double tau) {
  const double q = quantile_of(rows.y, tau);
  return {"pinball", "pinball loss", "KoenkerBassett1978",
          [tau](const Model& m, std::size_t i, double y) { return pinball(m.f[i], y, tau); },
          [q, tau](double y) { return pinball(q, y, tau); }};
}

Loss poisson_loss(const Rows& rows) {
  const double mean = mean_label(rows);
  return {"poisson", "Poisson deviance", "Gneiting2011",
          [](const Model& m, std::size_t i, double y) { return poisson(m.f[i], y); },
          [mean](double y) { return poisson(mean, y); }};
}

Loss gamma_loss(const Rows& rows) {
  const double mean = mean_label(rows);
  return {"gamma", "gamma deviance", "Gneiting2011",
          [](const Model& m, std::size_t i, double y) { return gamma_deviance(m.f[i], y); },
          [mean](double y) { return gamma_deviance(mean, y); }};
}

Loss interval_loss(const Rows& rows, double claimed) {
  const double alpha = 1 - claimed;
  const double lower = quantile_of(rows.y, alpha / 2), upper = quantile_of(rows.y, 1 - alpha / 2);
  return {"interval", "interval score", "GneitingRaftery2007",
          [alpha](const Model& m, std::size_t i, double y) {
            return winkler(m.f[i], m.upper[i], y, alpha);
          },
          [lower, upper, alpha](double y) { return winkler(lower, upper, y, alpha); }};
}

Loss quantiles_loss(const Rows& rows, const std::vector<double>& levels) {
  std::vector<double> q;  // of the labels: the best constant forecast
  for (const double tau : levels) q.push_back(quantile_of(rows.y, tau));
  const double weight = 2 / static_cast<double>(std::max<std::size_t>(1, levels.size()));
  return {"quantiles", "CRPS by quantiles", "LaioTamea2007",
          [levels, weight](const Model& m, std::size_t i, double y) {
            double sum = 0;
            for (std::size_t k = 0; k < levels.size(); ++k) sum += pinball(m.P[k][i], y, levels[k]);
            return weight * sum;
          },
          [q, levels, weight](double y) {
            double sum = 0;
            for (std::size_t k = 0; k < levels.size(); ++k) sum += pinball(q[k], y, levels[k]);
            return weight * sum;
          }};
}

Loss class_brier_loss(const Rows& rows) {
  const std::vector<double> q = class_shares(rows);
  double squares = 0;
  for (const double s : q) squares += s * s;
  return {"brier", "Brier score", "Brier1950",
          [](const Model& m, std::size_t i, double y) {
            double sum = 0;
            for (std::size_t k = 0; k < m.P.size(); ++k)
              sum += square(m.P[k][i] - (static_cast<double>(k) == y));
            return sum;
          },
          [q, squares](double y) { return squares + 1 - 2 * q[static_cast<std::size_t>(y)]; }};
}

Loss class_log_loss(const Rows& rows) {
  const std::vector<double> q = class_shares(rows);
  return {"log_loss", "log loss", "Good1952",
          [](const Model& m, std::size_t i, double y) {
            return -std::log(m.P[static_cast<std::size_t>(y)][i]);
          },
          [q](double y) { return -std::log(q[static_cast<std::size_t>(y)]); }};
}

double class_of(const Model& m, std::size_t i) {
  if (m.P.empty()) return m.f[i];
  std::size_t best = 0;
  for (std::size_t k = 1; k < m.P.size(); ++k)
    if (m.P[k][i] > m.P[best][i]) best = k;
  return static_cast<double>(best);
}

Loss class_error(const Rows& rows) {
  const std::vector<double> q = class_shares(rows);
  const auto most = static_cast<double>(std::ranges::max_element(q) - q.begin());
  return {"error", "share of wrong classes", "",
          [](const Model& m, std::size_t i, double y) { return class_of(m, i) != y ? 1.0 : 0.0; },
          [most](double y) { return y != most ? 1.0 : 0.0; }};
}

std::vector<double> losses_of(const Loss& loss, const Rows& rows, const Model& model) {
  std::vector<double> values(rows.n());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = loss.of(model, i, rows.y[i]);
  return values;
}

std::vector<double> base_of(const Loss& loss, const Rows& rows) {
  std::vector<double> values(rows.n());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = loss.base(rows.y[i]);
  return values;
}

double quantile_of(std::vector<double> values, double p) {
  if (values.empty()) return 0;
  const auto n = static_cast<double>(values.size());
  const auto rank = static_cast<std::ptrdiff_t>(std::clamp(std::ceil(n * p), 1.0, n)) - 1;
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return values[static_cast<std::size_t>(rank)];
}

}  // namespace qed::answers::measure
