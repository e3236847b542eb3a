# SPDX-License-Identifier: Apache-2.0
# Prints multiclass.inc: metrics of probabilities of four classes that C++ makes again, by scikit-learn, with standard
# errors by the jackknife.
#   python multiclass.py > multiclass.inc     (scikit-learn 1.9.1, NumPy 2.4.6)
import numpy as np
import sklearn
import sklearn.metrics as m

n, K = 240, 4
i, k = np.arange(n)[:, None], np.arange(K)[None, :]
label = (np.arange(n) * 53 + 7) % 97 % 4
weight = (i * (7 * k + 13) + 5 * k) % 97 + 1.0 + 60 * (k == label[:, None])
P = weight / weight.sum(axis=1, keepdims=True)

metrics = {
    "log_loss": lambda y, p: m.log_loss(y, p, labels=range(K)),
    "brier": lambda y, p: m.brier_score_loss(y, p, labels=range(K)),
    "accuracy": lambda y, p: m.accuracy_score(y, p.argmax(axis=1)),
    "top_2": lambda y, p: m.top_k_accuracy_score(y, p, k=2, labels=range(K)),
    "macro_f1": lambda y, p: m.f1_score(y, p.argmax(axis=1), average="macro"),
}
print(f"// Made by multiclass.py with scikit-learn {sklearn.__version__}, NumPy {np.__version__}.")
print("struct KnownMulticlass { double value, error; };")
for name, f in metrics.items():
    values = np.array([f(np.delete(label, r), np.delete(P, r, axis=0)) for r in range(n)])
    error = np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum())
    print(f"static const KnownMulticlass k_{name} = {{{f(label, P):.16g}, {error:.10g}}};")
