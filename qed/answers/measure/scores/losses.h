// SPDX-License-Identifier: Apache-2.0
#pragma once
// Losses of a row, each consistent for what a form of prediction claims, with the constant that is best for it.
#include <functional>
#include <string>
#include <vector>

#include "qed/answers/measure/scores/rows.h"

namespace qed::answers::measure {

struct LossSettings {
  double quantile = 0.5;
  double false_positive = 1, false_negative = 1;
};

/// A loss and its base: what the best constant prediction loses, known from the labels alone.
struct Loss {
  std::string name;   ///< "brier"
  std::string title;  ///< "Brier score"
  std::string ref;
  /// Of a model's row under label y. May be infinite.
  std::function<double(const Model& model, std::size_t row, double y)> of;
  /// Of the best constant under label y.
  std::function<double(double y)> base;
};

// Of these rows: the constants are fitted to their labels. O(n), quantiles by selection.
Loss brier_loss(const Rows& rows);                                  ///< binary; (p - y)²
Loss log_loss(const Rows& rows);  ///< binary; -log of what happened
Loss cost_loss(const Rows& rows, const LossSettings& settings);  ///< binary decisions at costs
Loss squared_loss(const Rows& rows);  ///< (f - y)²; the mean
Loss absolute_loss(const Rows& rows);  ///< |f - y|; the median
Loss pinball_loss(const Rows& rows, double quantile);  ///< (1[y < f] - τ)(f - y)
Loss poisson_loss(const Rows& rows);  ///< 2 (y log(y/f) - y + f); f > 0
Loss gamma_loss(const Rows& rows);  ///< 2 (y/f - 1 - log(y/f)); f, y > 0
/// (u - l) + 2/α (l - y)₊ + 2/α (y - u)₊ for intervals that claim the level 1 - α.  Ref: [GneitingRaftery2007, eq. 43]
Loss interval_loss(const Rows& rows, double claimed);
/// 2/K Σ_k (1[y < f_k] - τ_k)(f_k - y): twice the mean pinball loss of quantiles at these levels, near the CRPS of the
/// whole law where they are spread evenly; as metrics::quantile_crps.  Ref: [LaioTamea2007, BracherEtAl2021]
Loss quantiles_loss(const Rows& rows, const std::vector<double>& levels);
Loss class_brier_loss(const Rows& rows);  ///< Σ_k (P_k - 1[y = k])²
Loss class_log_loss(const Rows& rows);
Loss class_error(const Rows& rows);  ///< 1 where the class is not that of y

/// The class that is most probable, or that was said. Of equal ones the first.
double class_of(const Model& model, std::size_t row);

/// Every row's loss, and the base's.
std::vector<double> losses_of(const Loss& loss, const Rows& rows, const Model& model);
std::vector<double> base_of(const Loss& loss, const Rows& rows);

/// The p-quantile of the values by the order statistic ⌈np⌉; 0 without values. O(n).
double quantile_of(std::vector<double> values, double p);

}  // namespace qed::answers::measure
