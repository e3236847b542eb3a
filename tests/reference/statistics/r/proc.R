# SPDX-License-Identifier: Apache-2.0
# Areas under the ROC curve by pROC on its data aSAH, outcome "Poor" the case, higher values for cases.
# Run: Rscript tests/reference/statistics/r/proc.R > tests/reference/statistics/r/proc.inc
# pROC's DeLong intervals are θ̂ ± z √V, cut at 0 and 1; QED's delong_auc is on the logit scale, with the same V.
suppressMessages(library(pROC))
cat(sprintf("// Made by proc.R: %s, pROC %s.\n", R.version.string, packageVersion("pROC")))
data(aSAH)
curve <- function(marker) roc(aSAH$outcome, as.numeric(aSAH[[marker]]), levels = c("Good", "Poor"), direction = "<", quiet = TRUE)
cat("// marker: area, variance, interval at 95 % and at 90 %\n")
cat("static const std::vector<std::pair<const char*, std::array<double, 6>>> kAreas{\n")
for (marker in c("s100b", "ndka", "wfns")) {
  r <- curve(marker)
  ends <- c(ci.auc(r, method = "delong")[c(1, 3)], ci.auc(r, conf.level = 0.9, method = "delong")[c(1, 3)])
  cat(sprintf("{\"%s\", {%s}},\n", marker, paste(sprintf("%.15g", c(auc(r), var(r, method = "delong"), ends)), collapse = ", ")))
}
cat("};\n// two markers: Z, p of equal areas, interval of the difference at 95 %\n")
cat("struct Paired {\n  const char* first;\n  const char* second;\n  double z, p, lower, upper;\n};\n")
cat("static const std::vector<Paired> kPaired{\n")
for (pair in list(c("s100b", "ndka"), c("wfns", "s100b"), c("wfns", "ndka"))) {
  t <- roc.test(curve(pair[1]), curve(pair[2]), method = "delong", paired = TRUE)
  cat(sprintf("{\"%s\", \"%s\", %s},\n", pair[1], pair[2],
              paste(sprintf("%.15g", c(t$statistic, t$p.value, t$conf.int)), collapse = ", ")))
}
cat("};\n")
