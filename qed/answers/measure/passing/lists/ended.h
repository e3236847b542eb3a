// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace qed::answers::measure {

/// The queries whose rows ended, so that one is seen that comes back: all of up to 4,194,304 queries, of more a random
/// half of them, a quarter and so on, which still sees a file that is not in the order of its queries. A hash that two
/// queries share (of 4,194,304 with a chance of 5 10^-7) is taken for one that came back. At most 96 MB.
class EndedQueries {
 public:
  /// query: its hash, as good as random. false: it had ended before.
  bool add(std::uint64_t query);

 private:
  bool enter(std::uint64_t query);
  void rebuild(std::size_t slots);

  std::vector<std::uint64_t> slots_ =
      std::vector<std::uint64_t>(1024, 0);  ///< open-addressed; 0: free
  std::size_t held_ = 0;
  int left_out_bits_ = 0;  ///< hashes that begin with so many zeros are held
};

}  // namespace qed::answers::measure
