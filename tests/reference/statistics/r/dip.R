# SPDX-License-Identifier: Apache-2.0
# Reference values of the dip by R's diptest.
# Run: Rscript tests/reference/statistics/r/dip.R > tests/reference/statistics/r/dip.inc
suppressMessages(library(diptest))
cat(sprintf("// Made by dip.R: %s, diptest %s. Tolerance 1e-12.\n", R.version.string, packageVersion("diptest")))
set.seed(20)
data(statfaculty)
cases <- list(faithful = faithful$eruptions, waiting = faithful$waiting, faculty = statfaculty,
              normal = rnorm(63), bimodal = c(rnorm(40), rnorm(25, 4)), ties = rpois(90, 4), grid = 1:12,
              two = c(0, 1), three = c(0, 1, 5), pairs = rep(c(0, 1), c(10, 13)), heavy = rcauchy(70),
              trimodal = round(c(rnorm(30), rnorm(30, 6), rnorm(30, 15)), 2), skew = rexp(77)^2)
for (name in names(cases)) {
  x <- cases[[name]]; d <- dip(x, full.result = TRUE)
  line <- sprintf("{\"%s\", %.17g, {%s}},", name, d$dip, paste(sprintf("%.17g", x), collapse = ", "))
  cat(strwrap(line, 98), sep = "\n")
}
# Long samples by formula, so that both sides make the same bits: x_i = ((i * 7919) mod 10007) / 10007, then a bend.
u <- ((1:10006 * 7919) %% 10007) / 10007
for (shift in c(0, 0.5, 2)) {
  x <- u * u + shift * (u > 0.7)
  cat(sprintf("{\"formula %.1f\", %.17g, {}},\n", shift, dip(x)))
}
