// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "qed/answers/measure/scores/rows.h"
#include "qed/data/table.h"

namespace qed::answers::measure {

/// A label column as numbers. NaN: missing.
struct Labels {
  Task task = Task::binary;          ///< never count: that depends on the predictions too
  std::vector<double> y;             ///< 0 or 1, a class's code, or a number
  std::vector<std::string>
      classes;  ///< of words, and of two numbers as the file spells them: no, yes
  bool two_numbers = false;          ///< classes were numbers in the file
  std::string note;  ///< how words became 0 and 1; empty where there is nothing to say
  double relevant_from = 0;  ///< of relevance: the least above 0 that was asked for
};

/// Two words or numbers are no and yes: as asked by `positive`, else the word that says yes, else the rarer word or
/// the larger number. One word or number only: a binary label of one class. More words, up to 50: classes, in order
/// of first appearance. Error{bad_option} for a positive word that is not there, Error{bad_data} for more words.
/// O(n).
Labels labels_of(const data::Column& column, const std::string& positive);

/// A label column as relevance to queries: two words are 0 and 1 as above, numbers are what they are. `positive` is
/// the word, or the number from which on a row counts as relevant. Error{bad_value}, naming the row, for a number below
/// 0; Error{bad_data} for more than two words; Error{bad_option} for a `positive` that is no number above 0.
Labels relevance_of(const data::Column& column, const std::string& positive);

/// Error{bad_value}, naming the row, for a relevance below 0. first_row: the file's row of the first one.
void require_relevance(const std::vector<double>& values, const std::string& column,
                       std::int64_t first_row = 0);

/// Two words, or whole numbers from 0 to 10: what a label looks like that says how relevant a row is.
bool looks_like_relevance(const data::Column& column);

/// The class that a column's word means: of two columns of yes and no, one may write yes where the other has True.
std::string as_spelled_in(const std::vector<std::string>& classes, const std::string& word,
                          const data::Column& column);

/// A column of the labels' own words as codes into `classes`. Error{bad_data} for a word that is no class.
std::vector<double> codes_of(const data::Column& column, const std::vector<std::string>& classes);

/// The distinct values of a column as text, at most `most` of them, in order of appearance.
std::vector<std::string> distinct_words(const data::Column& column, std::size_t most);

bool holds_words(const data::Column& column);

}  // namespace qed::answers::measure
