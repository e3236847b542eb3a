// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is asked of rows, and the rows: all that a method of intervals is told.
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace qed::statistics {

/// The kinds of quantity, by what methods can do with them. Terms: what a row holds, one column each.
enum class Functional {
  share,      ///< P(row says yes); terms: (yes 0/1)
  mean,       ///< E x; terms: (x)
  quantile,   ///< F⁻¹(p), by NumPy's and R's type 7; terms: (x)
  area,       ///< area under the ROC curve; terms: (score, label 0/1)
  area_difference,  ///< of two scores of the same rows; terms: (first score, second score, label 0/1)
  smooth,  ///< g(E u₁, ..., E uₖ); terms: (u₁, ..., uₖ)
  new_case,  ///< where the next row's x will lie; terms: (x)
  weighted_quantile,  ///< inf{q: Σ w 1{x <= q} >= p Σ w}; terms: (x, weight)
  weighted_area,  ///< P(s⁺ > s⁻) + ½ P(=) of rows drawn by weight; terms: (score, label 0/1, weight)
  compound  ///< g(θ₁, ..., θₖ) of parts, each a mean, quantile or area; terms: what the parts read
};
std::string_view name(Functional functional);

/// A function g of means, nothing where it is undefined (0/0). Called from several threads at once.
using SmoothFunction = std::function<std::optional<double>(std::span<const double> means)>;

/// A part of a compound quantity: θ of rows that count as often as their weight says.
struct Part {
  Functional functional = Functional::mean;  ///< mean, quantile or area
  double p = 0.5;  ///< of a quantile
  std::size_t term = 0;  ///< of x or the score, among the sample's terms
  std::size_t label = 0;  ///< of an area's labels
  std::optional<std::size_t> weight = {};  ///< of weights >= 0; none: every row counts once
};

/// What a smooth quantity is known to be, for methods that know more of it than its function.
enum class Form {
  any,
  share_difference,  ///< u₀/u₁ - u₂/u₃; terms: (yes in the first arm, in it, yes in the second arm, in it), 0/1
  share_ratio,  ///< u₀/u₁ over u₂/u₃; the same terms
  paired_difference,  ///< u₀ - u₁ of two answers of the same rows; terms: (first yes, second yes), 0/1
  prediction_powered  ///< of rows that all have a prediction and of which few have a label; first term: has one, 0/1
};

/// What is asked. Its range is that of every value it can take: an interval never leaves it.
struct Quantity {
  Functional functional = Functional::mean;
  double p = 0.5;  ///< of a quantile
  SmoothFunction smooth = {};  ///< of a smooth or compound one
  std::vector<Part> parts = {};  ///< of a compound one
  Form form = Form::any;  ///< of a smooth one
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
};
Quantity share_quantity();  ///< range [0, 1]
Quantity mean_quantity(double lower, double upper);  ///< of values known to lie in [lower, upper]
Quantity quantile_quantity(double p);
Quantity area_quantity();  ///< range [0, 1]
Quantity area_difference_quantity();  ///< range [-1, 1]
Quantity smooth_quantity(SmoothFunction g, double lower, double upper);
Quantity new_case_quantity();
Quantity weighted_quantile_quantity(double p);
Quantity weighted_area_quantity();  ///< range [0, 1]
Quantity compound_quantity(SmoothFunction g, std::vector<Part> parts, double lower, double upper);

/// A compound quantity's parts; of a weighted quantile or area the one that it is; of others none.
std::vector<Part> parts_of(const Quantity& quantity);

/// How rows hang together.
enum class Rows {
  independent,
  grouped,  ///< groups are independent, rows of one are not
  series  ///< rows in the order of time, neighbours depend on each other
};
std::string_view name(Rows rows);

/// n rows of finite terms. group: one id in [0, groups) a row, for grouped rows only.
struct Sample {
  std::vector<std::vector<double>> terms;  ///< one column a term, n values each
  Rows rows = Rows::independent;
  std::vector<std::int32_t> group = {};
  std::int32_t groups = 0;

  std::int64_t n() const {
    return terms.empty() ? 0 : static_cast<std::int64_t>(terms.front().size());
  }
};
/// Throws Error{bad_shape, bad_value}: columns of one length, as many as the quantity has terms, finite;
/// yes, label 0 or 1; weights not negative; values of a mean in its range; group ids in theirs.
void check(const Quantity& quantity, const Sample& sample);

/// The quantity of the rows as they are, of a new case the median; nothing where it is undefined.
/// O(n), O(n log n) for ranks.
std::optional<double> value_of(const Quantity& quantity, const Sample& sample);

}  // namespace qed::statistics
