// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/csv.h"

#include "qed/data/csv/windows.h"

namespace qed::data::csv {

Table read_csv(const Bytes& bytes, const std::string& name, const ReadOptions& options,
               const Progress& progress) {
  const File file(bytes, name, options);
  if (options.sample > 0 && bytes.view.size() > options.memory)
    return Windows(file, options, progress).sample();
  Layout layout = file.layout();
  Chunks chunks = file.read(file.begin(), file.end(), layout, progress);
  for (std::vector<Kind> again;
       any(again = changes(layout, tallies_of(chunks, layout.kinds.size())));)
    read_again(chunks, layout, again, file.end());
  return table_of(file, chunks, layout, nullptr);
}

}  // namespace qed::data::csv
