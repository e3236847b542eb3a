// SPDX-License-Identifier: Apache-2.0
#include "qed/models/cluster/clustering.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "qed/base/error.h"

namespace qed::models {

namespace {

/// The new number of each old label, by size and then by first row.
std::map<std::int32_t, std::int32_t> numbers_by_size(std::span<const std::int32_t> label) {
  std::map<std::int32_t, std::pair<std::int64_t, std::size_t>> seen;  // size, first row
  for (std::size_t i = 0; i < label.size(); ++i)
    if (label[i] >= 0) ++seen.try_emplace(label[i], 0, i).first->second.first;
  std::vector<std::int32_t> order;
  for (const auto& entry : seen) order.push_back(entry.first);
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    const auto &x = seen[a], &y = seen[b];
    return x.first != y.first ? x.first > y.first : x.second < y.second;
  });
  std::map<std::int32_t, std::int32_t> number;
  for (std::size_t c = 0; c < order.size(); ++c) number[order[c]] = static_cast<std::int32_t>(c);
  return number;
}

}  // namespace

Clustering make_clustering(MatrixFView X, std::vector<std::int32_t> label, std::string method) {
  require(label.size() == static_cast<std::size_t>(X.rows()), ErrorCode::bad_shape,
          "labels: their number is not the number of rows");
  Clustering result;
  result.method = std::move(method);
  const auto number = numbers_by_size(label);
  result.count = static_cast<int>(number.size());
  for (std::int32_t& l : label) l = l < 0 ? -1 : number.at(l);
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> sum =
      Eigen::MatrixXd::Zero(result.count, X.cols());
  std::vector<double> size(static_cast<std::size_t>(result.count), 0);
  for (Index i = 0; i < X.rows(); ++i) {
    const std::int32_t l = label[static_cast<std::size_t>(i)];
    if (l < 0) continue;
    sum.row(l) += X.row(i).cast<double>();
    ++size[static_cast<std::size_t>(l)];
  }
  for (Index c = 0; c < sum.rows(); ++c) sum.row(c) /= size[static_cast<std::size_t>(c)];
  for (Index i = 0; i < X.rows(); ++i) {
    const std::int32_t l = label[static_cast<std::size_t>(i)];
    if (l >= 0) result.within += (X.row(i).cast<double>() - sum.row(l)).squaredNorm();
  }
  result.centres = sum.cast<float>();
  result.label = std::move(label);
  return result;
}

double adjusted_rand(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  require(a.size() == b.size(), ErrorCode::bad_shape, "adjusted_rand: labels of different length");
  std::map<std::pair<std::int32_t, std::int32_t>, double> both;
  std::map<std::int32_t, double> in_a, in_b;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ++both[{a[i], b[i]}];
    ++in_a[a[i]];
    ++in_b[b[i]];
  }
  const auto pairs = [](const auto& counts) {
    double sum = 0;
    for (const auto& [key, m] : counts) sum += m * (m - 1) / 2;
    return sum;
  };
  const double n = static_cast<double>(a.size()), all = n * (n - 1) / 2;
  const double A = pairs(in_a), B = pairs(in_b), AB = pairs(both);
  const double expected = all > 0 ? A * B / all : 0, most = (A + B) / 2;
  return most == expected ? 1 : (AB - expected) / (most - expected);
}

}  // namespace qed::models
