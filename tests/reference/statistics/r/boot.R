# SPDX-License-Identifier: Apache-2.0
# Bootstrap intervals by R's boot.
# Run: Rscript tests/reference/statistics/r/boot.R > tests/reference/statistics/r/boot.inc
# Needs law15.csv (Efron's law schools) in the folder given by QED_DATA, q7/; aircondit comes with boot.
suppressMessages(library(boot))
cat(sprintf("// Made by boot.R: %s, boot %s, 200,000 replicates. Ends carry their Monte Carlo error.\n", R.version.string,
            packageVersion("boot")))
set.seed(1)
row <- function(data, method, ends) cat(sprintf("{\"%s\", \"%s\", %.12g, %.12g},\n", data, method, ends[1], ends[2]))
law <- read.csv(file.path(Sys.getenv("QED_DATA"), "q7", "law15.csv"))
b <- boot(law, function(d, i) cor(d[i, 1], d[i, 2]), 2e5)
ci <- boot.ci(b, 0.95, type = c("norm", "basic", "perc", "bca"))
row("law15", "normal", ci$normal[2:3]); row("law15", "basic", ci$basic[4:5])
row("law15", "percentile", ci$percent[4:5]); row("law15", "bca", ci$bca[4:5])
b <- boot(aircondit$hours, function(x, i) c(mean(x[i]), var(x[i]) * (length(i) - 1) / length(i)^2), 2e5)
ci <- boot.ci(b, 0.95, type = c("norm", "basic", "perc", "bca", "stud"))
row("aircondit", "normal", ci$normal[2:3]); row("aircondit", "basic", ci$basic[4:5])
row("aircondit", "percentile", ci$percent[4:5]); row("aircondit", "bca", ci$bca[4:5])
row("aircondit", "studentised", ci$student[4:5])
