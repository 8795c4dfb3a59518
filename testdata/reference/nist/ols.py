"""statsmodels' OLS on the NIST problems, powers by repeated product. Run in this folder:
command -p python3 ols.py, after lm.R. Writes statsmodels.csv: peer,problem,quantity,value, and
adds its version to versions.txt."""
import csv
import numpy as np, statsmodels, statsmodels.api as sm

out = [["peer", "problem", "quantity", "value"]]
certified = {}
for row in csv.DictReader(open("certified.csv")):
    certified.setdefault(row["dataset"], row)
for name, c in certified.items():
    a = np.genfromtxt(f"{name}.csv", delimiter=",", skip_header=1)
    y, x = a[:, 0], a[:, 1:]
    if c["model"] == "poly":
        x = np.cumprod(np.repeat(x, int(c["degree"]), axis=1), axis=1)
    first = 1
    if c["model"] != "origin":
        x, first = np.column_stack([np.ones(len(y)), x]), 0
    fit = sm.OLS(y, x).fit()
    names = [f"b{first + j}" for j in range(x.shape[1])]
    values = list(zip(names, fit.params)) + list(zip(["se_" + n for n in names], fit.bse)) + [("residual_sd", np.sqrt(fit.mse_resid))]
    out += [["statsmodels " + statsmodels.__version__, name, q, f"{v:.17g}"] for q, v in values]
csv.writer(open("statsmodels.csv", "w"), lineterminator="\n").writerows(out)
open("versions.txt", "a").write(f"statsmodels {statsmodels.__version__}, numpy {np.__version__}\n")
