// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal: the topics of each file of this folder. A new file is a line here and in topics.cpp.
#include <string>
#include <vector>

#include "qed/answers/topics/topic.h"
#include "qed/metrics/card.h"

namespace qed::answers {

/// The names of those metrics of the catalogue, by commas: for topics that tell of a kind of them.
std::string metric_names(bool (*wanted)(const metrics::MetricCard& card));

std::vector<Topic> foundation_topics();
std::vector<Topic> solving_topics();
std::vector<Topic> spectral_topics();
std::vector<Topic> subspace_topics();
std::vector<Topic> algorithm_topics();
std::vector<Topic> analysis_topics();
std::vector<Topic> geometry_topics();
std::vector<Topic> probability_topics();
std::vector<Topic> chance_topics();
std::vector<Topic> bayes_topics();
std::vector<Topic> statistics_topics();
std::vector<Topic> inference_topics();
std::vector<Topic> guarantee_topics();
std::vector<Topic> resampling_topics();
std::vector<Topic> testing_topics();
std::vector<Topic> metric_topics();
std::vector<Topic> score_topics();
std::vector<Topic> learning_topics();

}  // namespace qed::answers
