# Writes data.csv (Fisher's and Anderson's irises, R's own data set) and
# output-r.csv: the sums of squares of R's kmeans, Hartigan-Wong and Lloyd, from
# 100 starts. Run: Rscript script.R
set.seed(1)
x <- as.matrix(iris[, 1:4])
write.csv(cbind(x, weight = (seq_len(nrow(x)) - 1) %% 3), "data.csv", row.names = FALSE, quote = FALSE)
rows <- NULL
for (k in 1:5) {
  h <- kmeans(x, k, nstart = 100, iter.max = 300)
  l <- suppressWarnings(kmeans(x, k, nstart = 100, iter.max = 300, algorithm = "Lloyd"))
  rows <- rbind(rows, data.frame(k = k, hartigan_wong = h$tot.withinss, lloyd = l$tot.withinss,
                                 largest = max(h$size), total = h$totss))
}
write.csv(format(rows, digits = 15), "output-r.csv", row.names = FALSE, quote = FALSE)
writeLines(R.version.string, "versions.txt")
