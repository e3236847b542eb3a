// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this folder: the models that `fit_model` chooses from, one file each.
#include <memory>
#include <span>
#include <vector>

#include "qed/statistics/coverage/column_law.h"
#include "qed/statistics/coverage/model.h"

namespace qed::statistics {

/// Rows of few kinds; nothing where over a third of the rows (and two kinds) differ.
std::unique_ptr<SampleModel> cells_model(const Quantity& quantity, const Sample& sample);
std::unique_ptr<SampleModel> column_model(const Quantity& quantity, const Sample& sample);
/// Areas of one or two scores.
std::unique_ptr<SampleModel> scores_model(const Quantity& quantity, const Sample& sample);
std::unique_ptr<SampleModel> rows_model(const Quantity& quantity, const Sample& sample);
/// Weighted quantiles and areas, compound quantities.
std::unique_ptr<SampleModel> compound_model(const Quantity& quantity, const Sample& sample);
std::unique_ptr<SampleModel> groups_model(const Quantity& quantity, const Sample& sample);
std::unique_ptr<SampleModel> series_model(const Quantity& quantity, const Sample& sample);

/// Mean, or quantile p, of a column's law. whole: values are rounded when drawn.
double value_of_law(const Quantity& quantity, const QuantileTable& law, bool whole);
/// All whole numbers.
bool is_whole(std::span<const double> x);
/// Φ⁻¹((rank - ½)/n), ties share their mean rank. O(n log n).
std::vector<double> normal_scores(std::span<const double> x);
/// The same rows of every term: rows[i] becomes row i.
void take_rows(const Sample& from, std::span<const std::int64_t> rows, Sample& to);

}  // namespace qed::statistics
