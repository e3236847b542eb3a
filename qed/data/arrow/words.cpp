// SPDX-License-Identifier: Apache-2.0
// Columns of words: text in any of Arrow's layouts, and dictionaries.
#include <algorithm>
#include <cstring>
#include <deque>
#include <optional>
#include <utility>

#include "qed/base/error.h"
#include "qed/data/arrow/columns.h"
#include "qed/data/bytes/memory.h"
#include "qed/data/csv/assemble.h"

namespace qed::data::arrow {
namespace {

using Word = std::optional<std::string_view>;

// The i-th word of an array of text, wherever its layout puts it.
std::string_view word_at(const Part& part, std::string_view format, std::int64_t i) {
  const auto between = [&](auto begin, auto end) {
    return begin == end ? std::string_view()
                        : std::string_view(part.buffer<char>(2) + begin,
                                           static_cast<std::size_t>(end - begin));
  };
  if (format == "u")
    return between(part.buffer<std::int32_t>(1)[i], part.buffer<std::int32_t>(1)[i + 1]);
  if (format == "U")
    return between(part.buffer<std::int64_t>(1)[i], part.buffer<std::int64_t>(1)[i + 1]);
  // A view: length, then up to 12 letters, or 4 letters, buffer and place.
  const char* const view = part.buffer<char>(1) + 16 * i;
  std::int32_t length, which[2];
  std::memcpy(&length, view, 4);
  std::memcpy(which, view + 8, 8);
  if (length <= 12) return {view + 4, static_cast<std::size_t>(length)};
  return {part.buffer<char>(2 + which[0]) + which[1], static_cast<std::size_t>(length)};
}

std::int64_t index_at(const Part& part, char format, std::int64_t i) {
  switch (format) {
    case 'c':
      return part.buffer<std::int8_t>(1)[i];
    case 'C':
      return part.buffer<std::uint8_t>(1)[i];
    case 's':
      return part.buffer<std::int16_t>(1)[i];
    case 'S':
      return part.buffer<std::uint16_t>(1)[i];
    case 'i':
      return part.buffer<std::int32_t>(1)[i];
    case 'I':
      return part.buffer<std::uint32_t>(1)[i];
    default:
      return part.buffer<std::int64_t>(1)[i];
  }
}

// The words of a part's dictionary and the codes that they have in the column, -2 where that is not yet known.
struct Dictionary {
  std::vector<std::string> spelt;  // those of other types than text
  std::vector<Word> words;
  std::vector<std::int32_t> codes;

  Dictionary(const Schema& schema, const Array& array) {
    const Part whole{&array, array.offset, array.length};
    const auto n = static_cast<std::size_t>(array.length);
    codes.assign(n, -2);
    if (is_text(schema.format)) {
      for (std::int64_t i = 0; i < array.length; ++i)
        words.push_back(whole.has_value(i) ? Word(word_at(whole, schema.format, array.offset + i))
                                           : Word());
      return;
    }
    const auto builder = column_builder(schema, array.length, array.length);
    std::vector<std::int64_t> all(n);
    for (std::size_t i = 0; i < n; ++i) all[i] = static_cast<std::int64_t>(i);
    builder->append(whole, all);
    std::vector<std::string> unused;
    const Column column = builder->finish(unused);
    spelt.reserve(n);
    for (std::int64_t i = 0; i < array.length; ++i) {
      const auto text = column.text_at(i);
      words.push_back(text ? Word(spelt.emplace_back(*text)) : Word());
    }
  }
};

class WordColumn : public ColumnBuilder {
 public:
  WordColumn(const Schema& schema, std::int64_t rows, std::int64_t kept)
      : schema_(schema), name_(schema.name != nullptr ? schema.name : ""), format_(schema.format),
        limit_(csv::category_limit(rows)), rows_(static_cast<std::size_t>(kept)),
        sampled_(kept < rows) {
    reserve_filled(codes_, rows_);
  }

  void append(const Part& part, std::span<const std::int64_t> kept) override {
    const bool all = static_cast<std::int64_t>(kept.size()) == part.length;
    std::optional<Dictionary> dictionary;
    if (schema_.dictionary != nullptr) {
      require(part.array->dictionary != nullptr, ErrorCode::bad_data, "a dictionary is missing");
      dictionary.emplace(*schema_.dictionary, *part.array->dictionary);
    }
    Dictionary* const known = dictionary ? &*dictionary : nullptr;
    std::int64_t i = 0;
    std::size_t k = 0;  // the next kept one
    for (; i < part.length && !is_text_; ++i) {
      const std::int32_t code = code_at(part, i, known);
      if (all || (k < kept.size() && kept[k] == i)) codes_.push_back(code), ++k;
      if (words_.levels().size() > limit_) become_text();
    }
    if (i == part.length) return;
    if (all && i == 0 && known == nullptr && !part.has_bitmap() && add_block(part)) return;
    for (; k < kept.size(); ++k) add_text(word_of(part, kept[k], known));
    reserve_bytes();
  }

  Column finish(std::vector<std::string>&) override {
    Column column{std::move(name_), ColumnType::text, {}, {}};
    if (is_text_) {
      column.values = std::move(texts_);
      column.present = std::move(present_);
      return column;
    }
    column.type = ColumnType::category;
    if (std::ranges::find(codes_, -1) != codes_.end())
      for (const std::int32_t code : codes_) column.present.push_back(code < 0 ? 0 : 1);
    Categories categories{std::move(codes_), {words_.levels().begin(), words_.levels().end()}};
    if (sampled_) renumber(categories);
    column.values = std::move(categories);
    return column;
  }

 private:
  Word word_of(const Part& part, std::int64_t i, const Dictionary* known) const {
    if (!part.has_value(i)) return {};
    if (known == nullptr) return word_at(part, format_, part.offset + i);
    return known->words[place(part, i, *known)];
  }
  std::size_t place(const Part& part, std::int64_t i, const Dictionary& known) const {
    const auto at = static_cast<std::size_t>(index_at(part, format_.front(), part.offset + i));
    require(at < known.words.size(), ErrorCode::bad_data,
            "the file is damaged: a code is not in its dictionary");
    return at;
  }

  std::int32_t code_at(const Part& part, std::int64_t i, Dictionary* known) {
    if (!part.has_value(i)) return -1;
    if (known == nullptr) return code_of(word_at(part, format_, part.offset + i));
    const std::size_t at = place(part, i, *known);
    std::int32_t& code = known->codes[at];
    if (code == -2) code = known->words[at] ? code_of(*known->words[at]) : -1;
    return code;
  }
  std::int32_t code_of(std::string_view word) {
    const std::size_t before = words_.levels().size();
    const std::int32_t code = words_.code(word);
    if (words_.levels().size() > before) words_.move_last(owned_.emplace_back(word));
    return code;
  }

  void become_text() {
    is_text_ = true;
    reserve_filled(texts_.offsets, rows_ + 1);
    texts_.offsets.push_back(0);
    for (const std::int32_t code : std::exchange(codes_, {}))
      add_text(code < 0 ? Word() : Word(words_.levels()[static_cast<std::size_t>(code)]));
    words_ = {};
    owned_.clear();
  }
  void add_text(const Word& word) {
    const std::size_t row = texts_.offsets.size() - 1;
    if (word)
      texts_.bytes += *word;
    else if (present_.empty())
      present_.assign(row, 1);
    texts_.offsets.push_back(texts_.bytes.size());
    if (!word || !present_.empty()) present_.push_back(word ? 1 : 0);
  }

  // All cells of a part without missing ones at once, where its layout is that of Texts.
  bool add_block(const Part& part) {
    if (format_ == "u") return add_block<std::int32_t>(part);
    return format_ == "U" && add_block<std::int64_t>(part);
  }
  template <class Offset>
  bool add_block(const Part& part) {
    const Offset* const at = part.buffer<Offset>(1) + part.offset;
    const std::size_t before = texts_.bytes.size();
    if (at[part.length] > at[0])
      texts_.bytes.append(part.buffer<char>(2) + at[0],
                          static_cast<std::size_t>(at[part.length] - at[0]));
    for (std::int64_t i = 1; i <= part.length; ++i)
      texts_.offsets.push_back(before + static_cast<std::size_t>(at[i] - at[0]));
    if (!present_.empty()) present_.resize(texts_.offsets.size() - 1, 1);
    reserve_bytes();
    return true;
  }

  // The first cells say how long all will be.
  void reserve_bytes() {
    const std::size_t done = texts_.offsets.size() - 1;
    if (reserved_ || done == 0 || done >= rows_) return;
    reserved_ = true;
    const double all = 1.1 * static_cast<double>(texts_.bytes.size()) * static_cast<double>(rows_) /
                       static_cast<double>(done);
    reserve_filled(texts_.bytes, static_cast<std::size_t>(all));
  }

  const Schema& schema_;
  std::string name_, format_;
  std::size_t limit_, rows_;
  bool sampled_, is_text_ = false, reserved_ = false;
  csv::Words words_;
  std::deque<std::string> owned_;
  std::vector<std::int32_t> codes_;
  Texts texts_;
  std::vector<std::uint8_t> present_;
};

}  // namespace

std::unique_ptr<ColumnBuilder> word_builder(const Schema& schema, std::int64_t rows,
                                            std::int64_t kept) {
  return std::make_unique<WordColumn>(schema, rows, kept);
}

}  // namespace qed::data::arrow
