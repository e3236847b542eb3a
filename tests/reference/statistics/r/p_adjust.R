# SPDX-License-Identifier: Apache-2.0
# Reference values of adjusted p-values by base R. Run: Rscript .../r/p_adjust.R > tests/reference/statistics/r/p_adjust.inc
cat(sprintf("// Made by p_adjust.R: %s. Tolerance 1e-14 relative.\n", R.version.string))
p <- c(0.01, 0.02, 0.03, 0.04, 0.05, 0.001, 0.001, 0.2, 0.9, 1, 0, 0.6, 0.0004, 0.049)
show <- function(name, x) {
  line <- sprintf("const std::vector<double> %s{%s};", name, paste(sprintf("%.17g", x), collapse = ", "))
  cat(strwrap(line, 98), sep = "\n")
}
show("kRaw", p)
show("kHolm", p.adjust(p, "holm"))
show("kBenjaminiHochberg", p.adjust(p, "BH"))
show("kBenjaminiYekutieli", p.adjust(p, "BY"))
