// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace qed::answers::measure {

/// The few lists in which a model's metric is least, of equal ones those in which a random order does best, then those
/// that come first; and in how many it is 0.
class WorstLists {
 public:
  struct One {
    std::string name;  ///< of its query
    std::int64_t rows = 0, relevant = 0;
    std::vector<double> values = {};  ///< the metric by model, then that of a random order
  };
  static constexpr std::size_t kMost = 5;

  explicit WorstLists(std::size_t model) : model_(model) {}
  /// In the order of the file. Would it be kept?
  bool takes(const std::vector<double>& values) const;
  void add(One one);
  void count(double value) { zeros_ += value == 0; }
  /// Lists that come after these.
  void merge(const WorstLists& next);

  const std::vector<One>& list() const { return list_; }
  std::int64_t zeros() const { return zeros_; }

 private:
  bool is_before(const std::vector<double>& a, const std::vector<double>& b) const;

  std::size_t model_;
  std::vector<One> list_;
  std::int64_t zeros_ = 0;
};

}  // namespace qed::answers::measure
