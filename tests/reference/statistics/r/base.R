# SPDX-License-Identifier: Apache-2.0
# Tests, powers and intervals by base R.
# Run: Rscript tests/reference/statistics/r/base.R > tests/reference/statistics/r/base.inc
# Where R means something else than QED and SciPy, it is said beside the call.
cat(sprintf("// Made by base.R: %s.\n", R.version.string))
number <- function(x) ifelse(is.infinite(x), ifelse(x > 0, "INFINITY", "-INFINITY"), sprintf("%.16g", x))
begin <- function(what, name, n) cat(sprintf("// %s\nstatic const std::vector<std::array<double, %d>> %s{\n", what, n, name))
line <- function(...) cat("{", paste(number(c(...)), collapse = ", "), "},\n", sep = "")
end <- function() cat("};\n")
made <- function(n, a, mod, shift, step) ((0:(n - 1)) * a + 7) %% mod * step + shift  # the values of tests.py

# mcnemar.test is the limit (chi-square, with a correction); the exact test of McNemar is binom.test of what differs.
begin("first only, second only: binom.test's p", "kBinomial", 3)
for (k in list(c(2, 7), c(9, 1), c(31, 31), c(118, 160), c(5200, 5000))) line(k, binom.test(k[1], sum(k))$p.value)
end()

# Probabilities within a relative 1e-7 of the observed one are ties, as in QED; SciPy's are within 1e-14.
begin("k1, n1, k2, n2: fisher.test's p", "kFisherOfR", 5)
for (k in list(c(7, 12, 5, 5), c(2, 15, 3, 15), c(40, 100, 60, 100), c(13, 14, 13, 14), c(1, 1000, 9, 1000)))
  line(k, fisher.test(rbind(c(k[1], k[2] - k[1]), c(k[3], k[4] - k[3])))$p.value)
end()

# Without Yates' correction, which R has by default for 2 x 2.
begin("rows, columns, six counts: chisq.test's statistic, p", "kChiSquareOfR", 10)
for (k in list(c(2, 2, 20, 30, 26, 9, 0, 0), c(3, 2, 4, 1, 2, 8, 0, 5), c(2, 3, 3000, 2900, 3111, 100, 131, 90))) {
  r <- suppressWarnings(chisq.test(matrix(k[3:(2 + k[1] * k[2])], k[1], byrow = TRUE), correct = FALSE))
  line(k, r$statistic, r$p.value)
}
end()

pairs <- list(c(12, 5, 7, 0, 1, 15, 3, 8, 1, 1), c(40, 37, 11, 0, 1, 25, 53, 13, 2, 1),
              c(60, 37, 1009, 0, 1, 50, 53, 997, 250.5, 1))

# R gives the exact p with ties too; SciPy's ks_2samp does not.
begin("two samples as in tests.py: ks.test's D, exact p", "kSmirnovOfR", 12)
for (k in pairs) {
  r <- suppressWarnings(ks.test(do.call(made, as.list(k[1:5])), do.call(made, as.list(k[6:10])), exact = TRUE))
  line(k, r$statistic, r$p.value)
}
end()
begin("a sample: ks.test's D and exact p against the uniform law", "kKolmogorovOfR", 7)
for (k in list(c(5, 37, 101, 0.5, 1), c(20, 37, 101, 0.5, 1), c(99, 37, 101, 4.5, 0.95))) {
  k[4:5] <- k[4:5] / 102
  r <- ks.test(do.call(made, as.list(k)), "punif", exact = TRUE)
  line(k, r$statistic, r$p.value)
}
end()

begin("two samples: t.test's (Welch's) t; wilcox.test's W/mn, the area", "kTwoSamples", 12)
for (k in pairs) {
  x <- do.call(made, as.list(k[1:5])); y <- do.call(made, as.list(k[6:10]))
  line(k, t.test(x, y)$statistic, suppressWarnings(wilcox.test(x, y))$statistic / length(x) / length(y))
}
end()

# strict: both tails, as in QED; by default R leaves the far one out.
begin("effect, rows, alpha: power.t.test of one sample, of two", "kPowerOfR", 5)
for (k in list(c(0.5, 20, 0.05), c(0.1, 10, 0.1), c(1.2, 8, 0.01), c(0.03, 9000, 0.05)))
  line(k, power.t.test(k[2], k[1], sig.level = k[3], type = "one.sample", strict = TRUE)$power,
       power.t.test(k[2], k[1], sig.level = k[3], strict = TRUE)$power)
end()
begin("p1, p2, rows of each, alpha: power.prop.test", "kPowerOfShares", 5)
for (k in list(c(0.5, 0.75, 50, 0.05), c(0.02, 0.03, 4000, 0.01), c(0.9, 0.91, 30, 0.1), c(0.3, 0.35, 1000, 0.05)))
  line(k, power.prop.test(k[3], k[1], k[2], sig.level = k[4], strict = TRUE)$power)
end()
begin("p1, p2, power, alpha: rows of each by power.prop.test", "kRowsOfShares", 5)
for (k in list(c(0.5, 0.75, 0.9, 0.05), c(0.02, 0.03, 0.8, 0.01), c(0.11, 0.1, 0.8, 0.05)))
  line(k, ceiling(power.prop.test(NULL, k[1], k[2], sig.level = k[4], power = k[3], strict = TRUE)$n))
end()

begin("count, exposure, level: poisson.test's interval", "kRates", 5)
for (k in list(c(0, 3, 0.95), c(1, 0.25, 0.9), c(17, 240, 0.99), c(100000, 12, 0.95)))
  line(k, poisson.test(k[1], k[2], conf.level = k[3])$conf.int)
end()

# Uncorrected where the share is 1/2: R corrects by at most |k - n/2|.
begin("hits, n, level: prop.test's interval with the correction", "kCorrected", 5)
for (k in list(c(0, 25, 0.95), c(1, 3, 0.9), c(13, 40, 0.99), c(40, 40, 0.95), c(70123, 100000, 0.95)))
  line(k, suppressWarnings(prop.test(k[1], k[2], conf.level = k[3], correct = TRUE))$conf.int)
end()

begin("two samples of one length as in tests.py, level: r, cor.test's interval", "kCorrelations", 14)
for (k in list(c(4, 37, 101, 0, 1, 4, 53, 97, 0, 1, 0.95),
               c(30, 37, 101, 0, 1, 30, 36, 101, 0, 1, 0.99),
               c(300, 37, 1009, 0, 1, 300, 53, 997, 0, 1, 0.9))) {
  r <- cor.test(do.call(made, as.list(k[1:5])), do.call(made, as.list(k[6:10])), conf.level = k[11])
  line(k, r$estimate, r$conf.int)
}
end()
