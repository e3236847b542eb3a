// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/base/progress.h"
#include "qed/models/cluster/clustering.h"

namespace qed::models {

struct HdbscanOptions {
  Index min_cluster_size = 0;  ///< rows of the smallest cluster, at least 2; 0: max(10, 1 % of n)
  Index min_samples = 0;  ///< rows, itself among them, that make a row dense; 0: see below
};

/// Clusters as the dense regions that persist longest over all densities; rows in none are noise (-1).
///   core(x)   = distance to the (min_samples - 1)-th nearest other row
///   reach     = max(core(x), core(y), ‖x - y‖), whose single linkage tree is cut down to components
///               of at least min_cluster_size rows (λ = 1 / reach)
///   stability = Σ_rows (λ at which the row leaves - λ at which the cluster is born)
/// The antichain of clusters with the largest sum of stabilities is kept; the whole table is never
/// one, so a table that nowhere splits is all noise, count 0. min_samples 0: min_cluster_size, but
/// at most 15, so that a small cluster is dense by its own rows alone.
/// Says where rows are dense, not that there are clusters: it splits tables without any as well
/// (83 of 168 in decision 007), so ask cluster_count first.
/// X: n x d finite.  O(n² d) time, O(n (d + min_samples)) memory: 10,000 rows, more by landmarks.
/// The same bits for every number of threads and, up to their names, for every order of rows.
/// Throws Error{bad_option, bad_shape, bad_value}.
/// Differs: components joined at one and the same reach are split at once, not in pairs; so a row
/// through which two clusters first meet is noise, where pairs would give it to one of them.
/// Ref: [Campello2013]
Clustering hdbscan(MatrixFView X, const HdbscanOptions& options = {},
                   const Progress& progress = {});

}  // namespace qed::models
