// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/ask.h"

#include "qed/answers/map/answer.h"
#include "qed/answers/map/demo.h"
#include "qed/answers/map/verdict.h"
#include "qed/base/error.h"

namespace qed::answers::map {
namespace {

class MapAsk final : public Ask {
 public:
  OptionList options() override { return map::options(options_); }
  evidence::Answer answer(const std::vector<std::string>& files, const Run& run) override {
    require(files.size() == 1, ErrorCode::bad_option,
            "qed map takes one file, but " + std::to_string(files.size()) + " were given",
            "rows to put on the map of another file: --place NEW");
    options().check();
    return map::answer(files.front(), options_, run);
  }
  evidence::Verdict verdict(const std::vector<evidence::Evidence>& evidence,
                            double level) override {
    return map::verdict(evidence, level);
  }

 private:
  MapOptions options_;
};

}  // namespace

OptionList options(MapOptions& o) {
  return {
      {"label", o.label, column_name(),
       "column that colours the map and is never a feature (default: guessed and said)"},
      {"columns", o.columns, column_list(), "use only these columns as features"},
      {"drop", o.drop, column_list(), "leave these columns out"},
      {"scale", o.scale, choice({"auto", "standard", "robust", "rank", "none"}),
       "how numbers are scaled; auto: standard, but none when many columns share one scale "
       "(pixels, embeddings)"},
      {"perplexity", o.perplexity, real_in(0, 10000),
       "effective number of neighbours of t-SNE; 0: 30, less for few rows"},
      {"dims", o.dims, integer_in(2, 3), "dimensions of the pictures"},
      {"clusters", o.clusters, text("auto|K"),
       "number of clusters to describe; auto: as many as are found"},
      {"sample", o.sample, integer_in(0, 100'000'000),
       "answer from a random sample of this many rows; 0: all, up to 250,000"},
      {"landmarks", o.landmarks, integer_in(0, 20'000),
       "rows whose neighbourhoods are compared; 0: 1000, of large tables 500"},
      {"nulls", o.nulls, integer_in(99, 9999), "null tables of the structure and cluster tests"},
      {"flips", o.flips, choice({"on", "off"}),
       "ask again with another seed, scaling and perplexity"},
      {"coordinates", o.coordinates, path("FILE"),
       "write the map's coordinates (.csv, .npy or .parquet)"},
      {"place", o.place, path("NEW"),
       "place the rows of this file on the map; coordinates then hold them too"},
  };
}

Question question() {
  return {.name = "map",
          .summary = "PCA or t-SNE for my customers, and are there clusters?",
          .operand = "DATA",
          .details =
              "Compares the linear picture (PCA) with the neighbour-keeping one (t-SNE), asks "
              "whether the difference "
              "is more than the columns' marginals and correlations give, counts clusters in the "
              "original space and "
              "describes them. Verdicts: PCA suffices (no), t-SNE (yes), undecided; and the number "
              "of clusters.",
          .examples = {"qed map customers.csv -o customers.html",
                       "qed map customers.csv --label churn --drop zip",
                       "qed map old.csv --place new.csv --coordinates placed.csv",
                       "zcat big.csv.gz | qed map - --sample 50000"},
          .ask = [] { return std::unique_ptr<Ask>(std::make_unique<MapAsk>()); },
          .demos = {{"customers", kDemoTruth, customers}}};
}

}  // namespace qed::answers::map
