# Norms within groups, one of which does not vary, beside a rest of two and of six
# respondents. Prints the coefficient of people in the regression of ROI.
# Output: norms.txt
import numpy as np

x = np.array([int(v) for v in
              "515433325145243545355551355322125533341231541532255252425332"
              "121315135554513122352233331443122144121121244514312212333132"])
roi = np.array([7] * 60 + [
    13, 2, 5, 37, 31, 20, 16, 6, 22, 29, 35, 6, 17, 17, 4, 7, 37, 11, 24, 30, 11, 28, 39,
    31, 38, 14, 10, 31, 29, 38, 29, 32, 31, 2, 14, 39, 29, 40, 39, 2, 21, 25, 35, 11, 17,
    10, 3, 12, 5, 7, 32, 2, 6, 25, 7, 31, 13, 5, 29, 30])


def z(v):
    return (v - v.mean()) / v.std()


def coefficient(groups):
    industry = np.array(list("a" * 60 + "b" * (60 - len(groups)) + groups))
    score = np.full(len(roi), np.nan)
    score[industry == "b"] = z(roi[industry == "b"])
    rest = np.isin(industry, ["c", "d"])
    if rest.sum() >= 5:
        score[rest] = z(roi[rest])

    scored = ~np.isnan(score)
    return np.polyfit(z(x)[scored], z(score[scored]), 1)[0]


print("numpy", np.__version__)
print("two", repr(coefficient("cd")))
print("six", repr(coefficient("cccddd")))
