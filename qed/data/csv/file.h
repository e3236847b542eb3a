// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/data/bytes/bytes.h"
#include "qed/data/csv/assemble.h"
#include "qed/data/csv/look.h"
#include "qed/data/read.h"

namespace qed::data::csv {

/// A text opened as CSV: its columns are named and chosen, its cells not yet read.
class File {
 public:
  /// bytes: the text; name: what errors call it.
  File(Bytes bytes, std::string name, const ReadOptions& options);

  const std::vector<std::string>& names() const { return look_.names; }
  const Layout& layout() const { return look_.layout; }
  const std::vector<std::string>& notes() const { return look_.notes; }
  const char* begin() const { return look_.body; }
  const char* end() const { return end_; }

  /// The chunks of the rows that begin in [from, to), where `from` begins a row; exactly as if read from the first to
  /// the last by one thread. Throws Error{bad_data} at the first ragged row, NUL byte or quote that never closes.
  std::vector<Chunk> read(const char* from, const char* to, const Layout& layout,
                          const Progress& progress) const;

  /// Says that this part of the text is not needed for now (data::pass_by).
  void pass_by(const char* from, const char* to) const;

  /// "name:line:column" of a place in the text.
  std::string place(const char* at) const;
  /// What the tally of column j has to say to the user.
  std::vector<std::string> notes_on(std::size_t j, const Tally& tally,
                                    const Decision& decision) const;

 private:
  std::vector<const char*> guess_starts(const char* from, const char* to, std::size_t count) const;
  void check(const Chunk& chunk) const;
  void choose_columns(const ReadOptions& options);
  void cut_after(std::int64_t rows);
  [[noreturn]] void refuse(const char* at, const std::string& message,
                           const std::string& hint) const;
  Bytes bytes_;
  std::string name_;
  Look look_;
  const char* end_ = nullptr;  ///< of the rows to read
};

}  // namespace qed::data::csv
