"""Writes output-sklearn.csv: inertia of scikit-learn's KMeans on data.csv, plain and
with the column weight as sample weights, from 100 starts.
Run after script.R: command -p python3 script.py"""
import numpy as np, pandas as pd, sklearn
from sklearn.cluster import KMeans

d = pd.read_csv("data.csv")
x, w = d.iloc[:, :4].to_numpy(float), d["weight"].to_numpy(float)
rows = []
for k in range(1, 6):
    fit = lambda weights: KMeans(k, n_init=100, tol=0, max_iter=300, random_state=1).fit(x, sample_weight=weights)
    rows.append((k, fit(None).inertia_, fit(w).inertia_))
pd.DataFrame(rows, columns=["k", "plain", "weighted"]).to_csv("output-sklearn.csv", index=False, float_format="%.15g")
with open("versions.txt", "a") as f:
    f.write(f"scikit-learn {sklearn.__version__}, numpy {np.__version__}\n")
