"""Attempts of real beginners at these or like tasks, written anew: those that the diagnosis was built with.

``teacher`` is what a good teacher would say; ``named`` is what the check calls it, None where it finds no name, or
not the teacher's.
"""

# ruff: noqa
from __future__ import annotations

import jax
import jax.numpy as jnp
import math
import numpy as np
import random

from attempts import collector

ATTEMPTS, attempt = collector()


@attempt(
    "tempered_softmax",
    "wrong",
    source="https://stackoverflow.com/questions/34968722/how-to-implement-the-softmax-function-in-python  e_x / e_x.sum() used on a 2-D array of scores",
    teacher="The sum runs over the whole array: each row must be divided by its own sum (axis=1, keepdims=True), so that each row adds up to 1.",
    named="sum-over-everything",
)
def a001(Z, T):
    Z = Z / T
    e_x = np.exp(Z - np.max(Z))
    return e_x / e_x.sum()


@attempt(
    "tempered_softmax",
    "wrong",
    source="https://stackguides.com/questions/45817372/python-command-np-sumx-axis-0-and-softmax-function  sum with axis=0 where each row is an example",
    teacher="axis=0 adds down the columns, that is over the images: the columns add up to 1 instead of the rows. It must be axis=1. (And large scores overflow, as the maximum isn't subtracted.)",
    named="wrong-axis",
)
def a002(Z, T):
    z = Z / T
    return np.exp(z) / np.sum(np.exp(z), axis=0)


@attempt(
    "tempered_softmax",
    "wrong",
    source="a copy of a Stack Overflow question 'softmax_1 and softmax_2, operands could not be broadcast (80,3) (80,)'",
    teacher="The parenthesis is in the wrong place (the division happens inside exp), and the sum has the shape (n,), which can't be lined up with (n, k): keepdims=True keeps it as (n, 1).",
    named="row-for-column",
)
def a003(Z, T):
    y = Z / T
    return np.exp(y / np.sum(np.exp(y), axis=1))


@attempt(
    "tempered_softmax",
    "accepted",
    source="https://splunktool.com/in-python-calculate-the-softmax-of-an-array-columnwise-using-numpy  result made with zeros_like of whole-number scores",
    teacher="zeros_like takes over the number type of Z: with whole-number scores, every probability is cut off to 0. Make the result with np.zeros(Z.shape).",
)
def a004(Z, T):
    result = np.zeros_like(Z)
    n, k = Z.shape
    for i in range(n):
        row = Z[i] / T
        row = row - row.max()
        s = np.sum(np.exp(row))
        result[i] = np.exp(row) / s
    return result


@attempt(
    "tempered_softmax",
    "wrong",
    source="https://lynx-cortex.pages.dev/phase-02-numerical-representation/break/00-break-softmax-no-max-shift/  softmax without the shift by the maximum",
    teacher="exp of 1,000 is infinite, and infinite by infinite gives nan. Subtract each row's maximum before exp: it changes no probability.",
    named="overflow",
)
def a005(Z, T):
    e = np.exp(Z / T)
    return e / e.sum(axis=1, keepdims=True)


@attempt(
    "tempered_softmax",
    "wrong",
    source="https://shusei-e.github.io/deep%20learning/softmax_without_overflow/  one maximum over the whole batch",
    teacher="The maximum is that of the whole array, not of each row: a row whose scores lie far below it gets exp = 0 everywhere, and 0 / 0 is nan. Take the maximum with axis=1, keepdims=True.",
    named="one-maximum-for-all",
)
def a006(Z, T):
    Z = Z / T
    e = np.exp(Z - np.max(Z))
    return e / np.sum(e, axis=1, keepdims=True)


@attempt(
    "tempered_softmax",
    "wrong",
    source="https://forums.fast.ai/t/cross-entropy-error-log-1-1-inf/1441  softmax by list comprehension over 'before_activation', here used on a batch",
    teacher="The loop goes over the rows, so the denominator adds up the images column by column instead of the scores of one image; and without subtracting the maximum, exp overflows.",
    named="wrong-axis",
)
def a007(Z, T):
    denom = sum([np.exp(val / T) for val in Z])
    return [np.exp(val / T) / denom for val in Z]


@attempt(
    "tempered_softmax",
    "wrong",
    source="from memory: Reddit r/MachineLearning, temperature sampling for char-rnn, ~2016 (dividing the probabilities by the temperature)",
    teacher="The temperature must divide the scores before exp. Dividing the finished probabilities by T only makes the rows add up to 1/T and changes nothing in how alike they are.",
    named="temperature-after-softmax",
)
def a008(Z, T):
    Z = Z - Z.max(axis=1, keepdims=True)
    p = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    return p / T


@attempt(
    "tempered_softmax",
    "right",
    source="https://forums.fast.ai/t/cross-entropy-error-log-1-1-inf/1441  softmax with plain lists, here row by row and shifted",
    teacher="",
)
def a009(Z, T):
    rows = []
    for z in Z:
        biggest = max(z)
        powers = [math.exp((float(v) - float(biggest)) / T) for v in z]
        total = sum(powers)
        rows.append([p / total for p in powers])
    return rows


@attempt(
    "safe_loss",
    "wrong",
    source="https://forums.fast.ai/t/cross-entropy-error-log-1-1-inf/1441  average_cross_entropy with -log(1 - output) for the other classes",
    teacher="This is the loss of ten separate yes/no questions: only -ln of the right class's probability counts in cross-entropy after softmax. And ln(0) makes it infinite for large scores.",
    named="all-digits",
)
def a010(Z, labels):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    losses = []
    for i in range(len(Z)):
        cross_entropies = []
        for j in range(Z.shape[1]):
            if labels[i] == j:
                cross_entropies.append(-np.log(P[i, j]))
            else:
                cross_entropies.append(-np.log(1 - P[i, j]))
        losses.append(np.mean(cross_entropies))
    return np.mean(losses)


@attempt(
    "safe_loss",
    "wrong",
    source="https://lynx-cortex.pages.dev/phase-05-probability-information/break/00-break-log-of-softmax/  log of a stable softmax",
    teacher="Softmax itself is safe here, but the right digit's probability can still become exactly 0, and its logarithm -inf. Don't take the logarithm of P: use ln of the sum of powers minus the right score.",
    named="log-of-zero",
)
def a011(Z, labels):
    def softmax(x):
        m = x.max(axis=1, keepdims=True)
        e = np.exp(x - m)
        return e / e.sum(axis=1, keepdims=True)

    probs = softmax(Z)
    return -np.log(probs[np.arange(len(labels)), labels]).mean()


@attempt(
    "safe_loss",
    "wrong",
    source="https://datascience.stackexchange.com/questions/38358/dealing-with-extreme-values-in-softmax-cross-entropy  cap the probability at a small number before log",
    teacher="Cutting the probability off at 1e-9 makes the loss finite but wrong: it can never exceed 20.7, although with scores 1,000 apart it should be about 1,000.",
    named="clipped",
)
def a012(Z, labels):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    right = p[np.arange(len(Z)), labels]
    right = np.clip(right, 1e-9, 1.0)
    return np.mean(-np.log(right))


@attempt(
    "safe_loss",
    "wrong",
    source="https://datascience.stackexchange.com/questions/38358/dealing-with-extreme-values-in-softmax-cross-entropy  the answer's np.log(np.max(x, 1e-9))",
    teacher="np.max takes the axis as its second argument, so 1e-9 stops it with an error; np.maximum was meant. But cutting off isn't the way here: compute the loss from the scores themselves.",
    named="largest-of-all",
)
def a013(Z, labels):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    right = p[np.arange(len(Z)), labels]
    return -np.log(np.max(right, 1e-9)).mean()


@attempt(
    "safe_loss",
    "wrong",
    source="https://crackedaicode.com/problems/jax-logsumexp  pitfall 'using max then forgetting to add it back'",
    teacher="The maximum was subtracted inside exp but isn't added back to the logarithm, while the right score is the full one: the loss is off by each row's maximum.",
    named="maximum-not-added-back",
)
def a014(Z, labels):
    m = Z.max(axis=1, keepdims=True)
    lse = np.log(np.exp(Z - m).sum(axis=1))
    right = Z[np.arange(len(labels)), labels]
    return (lse - right).mean()


@attempt(
    "safe_loss",
    "wrong",
    source="https://crackedaicode.com/problems/jax-logsumexp  naive log(sum(exp(x)))",
    teacher="exp of scores around 1,000 is infinite (and around -1,000 it is 0), so the logarithm is inf. Subtract each row's maximum before exp and add it back after the logarithm.",
    named="overflow",
)
def a015(Z, labels):
    total = 0
    for i in range(len(labels)):
        total += np.log(np.sum(np.exp(Z[i]))) - Z[i][labels[i]]
    return total / len(labels)


@attempt(
    "safe_loss",
    "wrong",
    source="https://imathworks.com/cv/solved-pytorch-cross-entropy-loss-implementation-counterintuitive/  probabilities given to a loss that applies softmax itself",
    teacher="Softmax is applied twice: first P is computed, then ln-sum-exp is taken of P instead of the scores Z.",
    named="softmax-twice",
)
def a016(Z, labels):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    logits = P
    log_sum = np.log(np.exp(logits).sum(axis=1))
    return np.mean(log_sum - logits[np.arange(len(labels)), labels])


@attempt(
    "safe_loss",
    "wrong",
    source="https://github.com/upomathasin/pytorch-exercises  manual_cross_entropy(actual, predicted) = -np.sum(actual * np.log(predicted)) with labels that aren't one-hot",
    teacher="The labels are digits, not one-hot rows: multiplying (n,) by (n, k) doesn't fit (or weighs columns by digits). Pick the right score with Z[np.arange(n), labels].",
    named="labels-for-rows",
)
def a017(Z, labels):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    predicted = E / E.sum(axis=1, keepdims=True)
    return -np.sum(labels * np.log(predicted)) / len(labels)


@attempt(
    "safe_loss",
    "wrong",
    source="https://stackoverflow.com/questions/29831489/convert-array-of-indices-to-1-hot-encoded-numpy-array  comment: the slicing with [:, a] does not work; here when picking the right score",
    teacher="Z[:, labels] takes all n columns for every row, an (n, n) array, instead of one score for each row: it must be Z[np.arange(n), labels].",
    named="all-pairs",
)
def a018(Z, labels):
    m = Z.max(axis=1, keepdims=True)
    lse = m + np.log(np.sum(np.exp(Z - m), axis=1, keepdims=True))
    return np.mean(lse - Z[:, labels])


@attempt(
    "safe_loss",
    "wrong",
    source="https://python-pypi.wekeepcoding.com/article/13489896/Why+is+softmax+classifier+gradient+divided+by+batch+size+CS231n  sum over the batch instead of the mean",
    teacher="This is the sum of the losses of all images; the mean was asked for: divide by n.",
    named="sum-for-mean",
)
def a019(Z, labels):
    shifted = Z - np.max(Z, axis=1, keepdims=True)
    logp = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    loss = 0.0
    for i, y in enumerate(labels):
        loss -= logp[i, y]
    return loss


@attempt(
    "safe_loss",
    "right",
    source="https://torchedup.dev/problems/logsumexp  shifted form, with np.logaddexp.reduce instead (https://docs.scipy.org/doc/scipy-0.12.0/reference/generated/scipy.misc.logsumexp.html)",
    teacher="",
)
def a020(Z, labels):
    losses = [np.logaddexp.reduce(z) - z[y] for z, y in zip(Z, labels)]
    return sum(losses) / len(losses)


@attempt(
    "one_hot_rows",
    "wrong",
    source="https://stackoverflow.com/questions/29831489/convert-array-of-indices-to-1-hot-encoded-numpy-array  comment: slicing with [:, a]",
    teacher="rows[:, labels] sets these columns in every row. Each row should get only its own 1: rows[np.arange(n), labels] = 1.",
    named="marks-every-row",
)
def a021(labels):
    rows = np.zeros((len(labels), 10))
    rows[:, labels] = 1
    return rows


@attempt(
    "one_hot_rows",
    "wrong",
    source="https://newbetuts.com/29831489-convert-array-of-indices-to-1-hot-encoded-numpy-array  as many columns as the largest label + 1",
    teacher="The number of columns depends on the largest digit that occurs. There must always be ten.",
    named="classes-from-the-labels",
)
def a022(labels):
    b = np.zeros((labels.size, labels.max() + 1))
    b[np.arange(labels.size), labels] = 1
    return b


@attempt(
    "one_hot_rows",
    "wrong",
    source="https://newbe.dev/convert-array-of-indices-to-1-hot-encoded-numpy-array  np.eye(number of classes)[values], with the number of different labels (described there)",
    teacher="np.unique counts only the digits that occur: the rows get too short, or the digit is out of range. There are always ten columns: np.eye(10)[labels].",
    named="too-few-columns",
)
def a023(labels):
    n_values = len(np.unique(labels))
    return np.eye(n_values)[labels]


@attempt(
    "one_hot_rows",
    "wrong",
    source="from memory: Coursera Machine Learning (Andrew Ng) ex4 in Python, labels 1 to 10 with 10 for zero, ~2017",
    teacher="The 1 is one column too far left: digit 0 belongs in column 0. (labels - 1 fits only where the labels run from 1 to 10.)",
    named="off-by-one",
)
def a024(labels):
    return np.eye(10)[labels - 1]


@attempt(
    "one_hot_rows",
    "wrong",
    source="https://wiki.gubat.org/content/stackoverflow.com_en_all_2023-11/questions/48000528/changing-value-in-list-of-list-python-why-does-it-change-whole-row  [[0]*2]*2",
    teacher="[[0] * 10] * n is the same list n times: a 1 in one row shows up in all. Make a new list for each row, [[0] * 10 for _ in labels].",
    named="rows-share-a-list",
)
def a025(labels):
    rows = [[0] * 10] * len(labels)
    for i in range(len(labels)):
        rows[i][labels[i]] = 1
    return np.array(rows)


@attempt(
    "one_hot_rows",
    "wrong",
    source="http://www.kouhan.cn/en/article/00036282  np.zeros(nrows, ncols): data type not understood",
    teacher="np.zeros takes the shape as one tuple: np.zeros((n, 10)). The second argument is the data type, and 10 isn't one.",
    named="shape-as-one-tuple",
)
def a026(labels):
    rows = np.zeros(len(labels), 10)
    for i, d in enumerate(labels):
        rows[i, d] = 1
    return rows


@attempt(
    "one_hot_rows",
    "wrong",
    source="https://dev.to/samuel_ochaba_eb9c875fa89/the-python-matrix-gotcha-that-silently-corrupts-your-data-1h7b  the same row used again",
    teacher="One and the same array is appended each time and never set back to 0: all rows are one object that holds the 1s of all digits. Make a new row inside the loop.",
    named="marks-every-row",
)
def a027(labels):
    row = np.zeros(10)
    result = []
    for d in labels:
        row[d] = 1
        result.append(row)
    return np.array(result)


@attempt(
    "one_hot_rows",
    "wrong",
    source="from memory: Stack Overflow, 'function returns only the first row', return inside for, many",
    teacher="return stands inside the loop: the function ends after the first digit. It must come after the loop.",
    named="return-in-loop",
)
def a028(labels):
    out = np.zeros((len(labels), 10))
    for i in range(len(labels)):
        out[i][labels[i]] = 1
        return out


@attempt(
    "one_hot_rows",
    "right",
    source="https://codemia.io/knowledge-hub/path/convert_array_of_indices_to_one-hot_encoded_array_in_numpy_1  identity matrix, here by hand in plain lists",
    teacher="",
)
def a029(labels):
    return [[1.0 if column == digit else 0.0 for column in range(10)] for digit in labels]


@attempt(
    "confusion_table",
    "wrong",
    source="a copy of numpy-discussion 'Fancy indexing and +=' (A. M. Archibald, 2006): a[[1, 1, 2]] += 1 adds once",
    teacher="table[labels, read] += 1 adds only once where the same pair comes several times. Use a loop, or np.add.at(table, (labels, read), 1).",
    named="each-pair-once",
)
def a030(labels, read, classes):
    table = np.zeros((classes, classes), dtype=int)
    table[labels, read] += 1
    return table


@attempt(
    "confusion_table",
    "wrong",
    source="https://stackoverflow.com/questions/2148543/how-to-write-a-confusion-matrix/29877565  predicted along the rows, actual along the columns",
    teacher="Rows and columns are swapped: the row must be the true class, the column the class that was read.",
    named="rows-for-columns",
)
def a031(labels, read, classes):
    matrix = [[0 for _ in range(classes)] for _ in range(classes)]
    for p, a in zip(read, labels):
        matrix[p][a] += 1
    return np.array(matrix)


@attempt(
    "confusion_table",
    "wrong",
    source="https://stackoverflow.com/questions/2148543/how-to-write-a-confusion-matrix/29877565  unique = sorted(set(actual)), dictionary from class to row",
    teacher="The table has a row only for classes that occur among the true ones: it is too small, and a class that was only read isn't in the dictionary (KeyError). It must have `classes` rows and columns.",
    named="classes-from-the-labels",
)
def a032(labels, read, classes):
    unique = sorted(set(labels.tolist()))
    matrix = [[0 for _ in unique] for _ in unique]
    imap = {key: i for i, key in enumerate(unique)}
    for t, s in zip(labels.tolist(), read.tolist()):
        matrix[imap[t]][imap[s]] += 1
    return matrix


@attempt(
    "confusion_table",
    "wrong",
    source="https://www.e-learn.cn/qa/answer/228827/794721.html  classes = np.unique(np.concatenate((actual, predicted)))",
    teacher="Classes that occur neither among the true nor among the read ones get no row and no column: the table is smaller than (classes, classes), and later classes move up.",
    named="classes-from-the-labels",
)
def a033(labels, read, classes):
    found = np.unique(np.concatenate((labels, read)))
    mtx = np.empty((len(found), len(found)), dtype=int)
    for i, a in enumerate(found):
        for j, p in enumerate(found):
            mtx[i, j] = np.where((labels == a) * (read == p))[0].shape[0]
    return mtx


@attempt(
    "confusion_table",
    "wrong",
    source="https://stackoverflow.com/questions/2148543/how-to-write-a-confusion-matrix-in-python/29877565  the question's conf_arr = [[0, 0], [0, 0]]",
    teacher="This table knows only two classes: everything that isn't class 0 goes to the second row or column. It needs a row and a column for each of `classes` classes.",
    named="ignores-an-argument",
)
def a034(labels, read, classes):
    conf_arr = [[0, 0], [0, 0]]
    for i in range(len(labels)):
        if int(labels[i]) == 0:
            if int(read[i]) == 0:
                conf_arr[0][0] = conf_arr[0][0] + 1
            else:
                conf_arr[0][1] = conf_arr[0][1] + 1
        else:
            if int(read[i]) == 0:
                conf_arr[1][0] = conf_arr[1][0] + 1
            else:
                conf_arr[1][1] = conf_arr[1][1] + 1
    return np.array(conf_arr)


@attempt(
    "confusion_table",
    "wrong",
    source="http://stackoverflow.com/questions/8240054/value-changing-at-multiple-positions-in-a-list-of-list-when-trying-to-change-at  [[0]*3]*2",
    teacher="[[0] * classes] * classes holds the same list several times, so each count shows up in all rows. Each row needs a list of its own.",
    named="rows-share-a-list",
)
def a035(labels, read, classes):
    table = [[0] * classes] * classes
    for t, s in zip(labels, read):
        table[t][s] += 1
    return table


@attempt(
    "confusion_table",
    "wrong",
    source="https://0809zheng.github.io/2020/09/11/bincount.html  confusion matrix by bincount, without minlength (described there)",
    teacher="bincount stops at the largest number that occurs: unless the last class is once read as itself, there are too few counts and reshape fails. Say minlength=classes**2.",
    named="pairs-missing",
)
def a036(labels, read, classes):
    codes = labels * classes + read
    return np.bincount(codes).reshape(classes, classes)


@attempt(
    "confusion_table",
    "wrong",
    source="https://qastack.mx/programming/10062954/valueerror-the-truth-value-of-an-array-with-more-than-one-element-is-ambiguous  'and' between arrays, for a table like https://errorsfixing.com/build-confusion-matrix-from-two-vector/",
    teacher="`and` can't join two arrays of truth values (ValueError: ambiguous). Use & with parentheses: np.sum((labels == i) & (read == j)).",
    named="many-truths",
)
def a037(labels, read, classes):
    cm = np.zeros([classes, classes])
    for i in range(classes):
        for j in range(classes):
            cm[i, j] = sum(labels == i and read == j)
    return cm


@attempt(
    "confusion_table",
    "wrong",
    source="from memory: scikit-learn plot_confusion_matrix example, normalize by row sums, ~2016",
    teacher="These are shares of each row, not numbers of images (and a class that doesn't occur gives nan). The counts themselves were asked for.",
    named="shares-for-counts",
)
def a038(labels, read, classes):
    cm = np.zeros((classes, classes))
    for i in range(len(labels)):
        cm[labels[i], read[i]] += 1
    cm = cm.astype("float") / cm.sum(axis=1)[:, np.newaxis]
    return cm


@attempt(
    "confusion_table",
    "right",
    source="https://errorsfixing.com/build-confusion-matrix-from-two-vector/  counting in two loops over the classes, here as whole-valued floats",
    teacher="",
)
def a039(labels, read, classes):
    cm = np.zeros([classes, classes])
    for i in range(classes):
        for j in range(classes):
            cm[i, j] = np.sum((labels == i) & (read == j))
    return cm


@attempt(
    "deal",
    "wrong",
    source="https://numpy.org/doc/1.21/reference/random/generated/numpy.random.RandomState.shuffle.html  shuffle returns None (described there)",
    teacher="shuffle changes the array in place and returns None, so `order` is None and can't be cut. Use permutation, or keep the array under a name and shuffle it.",
    named="none-used",
)
def a040(count, share, seed):
    rng = np.random.default_rng(seed)
    order = rng.shuffle(np.arange(count))
    n = round(share * count)
    return order[n:], order[:n]


@attempt(
    "deal",
    "wrong",
    source="https://codegive.com/blog/numpy_sample_without_replacement.php  np.random.choice draws with replacement unless told otherwise (described there)",
    teacher="choice draws with replacement: a number can come twice in the validation set, and others get lost for the count. Say replace=False, or cut a permutation.",
    named="drawn-twice",
)
def a041(count, share, seed):
    np.random.seed(seed)
    n = round(share * count)
    val = np.random.choice(count, n)
    train = np.setdiff1d(np.arange(count), val)
    return train, val


@attempt(
    "deal",
    "wrong",
    source="from memory: Stack Overflow 24147278, how do I create test and train samples from one dataframe, ~2014: msk = np.random.rand(len(df)) < 0.8",
    teacher="Each number is dealt by its own throw, so the validation set has only about `share` of them. Its size must be exactly round(share * count).",
    named="wrong-size",
)
def a042(count, share, seed):
    np.random.seed(seed)
    msk = np.random.rand(count) < share
    numbers = np.arange(count)
    return numbers[~msk], numbers[msk]


@attempt(
    "deal",
    "wrong",
    source="https://jmwebsoluciones.com/en/blog/fugas-de-datos-entre-train-y-test  leakage: split again without the same order (described there)",
    teacher="Two permutations are drawn, one for each set: many numbers end up in both, others in none. Draw one order and cut it in two.",
    named="overlap",
)
def a043(count, share, seed):
    rng = np.random.default_rng(seed)
    n = round(share * count)
    train = rng.permutation(count)[n:]
    val = rng.permutation(count)[:n]
    return train, val


@attempt(
    "deal",
    "wrong",
    source="https://blog.orapub.com/20200630/random-shuffle-strategy-to-split-your-full-dataset.html  the 'top down' split",
    teacher="Nothing is shuffled: the validation set is always the last part. The numbers must be dealt at random, by the seed.",
    named="not-shuffled",
)
def a044(count, share, seed):
    numbers = np.arange(count)
    n = round(share * count)
    return numbers[: count - n], numbers[count - n :]


@attempt(
    "deal",
    "wrong",
    source="http://www.kouhan.cn/en/article/00021215  indices = numpy.random.permutation(x.shape[0]) without a seed",
    teacher="The seed isn't used: each call deals differently. Give it to the generator, np.random.default_rng(seed).",
    named="differs-each-time",
)
def a045(count, share, seed):
    indices = np.random.permutation(count)
    n = round(share * count)
    training_idx, test_idx = indices[n:], indices[:n]
    return training_idx, test_idx


@attempt(
    "deal",
    "wrong",
    source="https://theneuralbase.com/numpy-for-ml/learn/intermediate/shuffling-data-reproducibly/  np.random.seed(42), the fixed number of every tutorial (described there)",
    teacher="The seed is always 42, whatever comes in: other seeds must give other sets.",
    named="seed-ignored",
)
def a046(count, share, seed):
    np.random.seed(42)
    idx = np.random.permutation(count)
    n = round(share * count)
    return idx[n:], idx[:n]


@attempt(
    "deal",
    "wrong",
    source="a copy of 'Best practices for prediction of labeled data (NumPy)': M = int(0.9 * N), here for the validation part",
    teacher="int cuts off instead of rounding: 0.29 * 100 is 28.999... in the computer and gives 28 instead of 29. Use round.",
    named="rounding",
)
def a047(count, share, seed):
    order = np.random.default_rng(seed).permutation(count)
    n = int(share * count)
    return order[n:], order[:n]


@attempt(
    "deal",
    "wrong",
    source="https://openillumi.com/?p=74121  np.split at int(.6 * len): here the share is taken for the training part (described there)",
    teacher="`share` is the part for validation, but here the training set gets it: the two sets are swapped.",
    named="sizes-swapped",
)
def a048(count, share, seed):
    order = np.random.default_rng(seed).permutation(count)
    train, validate = np.split(order, [round(share * count)])
    return train, validate


@attempt(
    "deal",
    "wrong",
    source="from memory: Stack Overflow, 'TypeError: slice indices must be integers', train/test split with 0.8 * len(x), ~2015",
    teacher="share * count is a float, and a slice needs a whole number: round(share * count).",
    named="missing-rounding",
)
def a049(count, share, seed):
    np.random.seed(seed)
    idx = np.random.permutation(count)
    cut = share * count
    return idx[cut:], idx[:cut]


@attempt(
    "deal",
    "accepted",
    source="from memory: Stack Overflow, list[-n:] with n = 0 gives the whole list, ~2012",
    teacher="Right except at the edge: when no image is left for validation (n = 0), order[:-0] is empty and order[-0:] is everything. Cut from the front, or at count - n.",
)
def a050(count, share, seed):
    order = np.random.default_rng(seed).permutation(count)
    n = round(share * count)
    return order[:-n], order[-n:]


@attempt(
    "deal",
    "wrong",
    source="from memory: Stack Overflow, random.shuffle(range(n)) in Python 3, ''range' object does not support item assignment', ~2013",
    teacher="A range can't be changed, so shuffle stops. Make a list of it first (and return arrays).",
    named="read-only",
)
def a051(count, share, seed):
    random.seed(seed)
    order = range(count)
    random.shuffle(order)
    n = round(share * count)
    return order[n:], order[:n]


@attempt(
    "deal",
    "right",
    source="a copy of 'Best practices for prediction of labeled data (NumPy)': random.sample and a difference of sets",
    teacher="",
)
def a052(count, share, seed):
    rng = random.Random(seed)
    validation = rng.sample(range(count), round(share * count))
    training = sorted(set(range(count)) - set(validation))
    return np.array(training, dtype=int), np.array(validation, dtype=int)


@attempt(
    "convolve_same",
    "wrong",
    source="https://discuss.pytorch.org/t/implemented-cv2-filter2d-but-output-is-wrong/132441  y_n = kx//2: one half-width for both directions",
    teacher="The rim is made from the kernel's height on all four sides. With a kernel that isn't square, left and right need half of its width.",
    named="wrong-variable",
)
def a053(image, kernel):
    kx, ky = kernel.shape
    x_n = kx // 2
    y_n = kx // 2
    padded = np.pad(image, ((x_n, x_n), (y_n, y_n)))
    out = np.zeros(image.shape)
    for x in range(image.shape[0]):
        for y in range(image.shape[1]):
            out[x, y] = np.sum(padded[x : x + kx, y : y + ky] * kernel)
    return out


@attempt(
    "convolve_same",
    "accepted",
    source="https://coderoad.ru/59118264  Stack Overflow 59118264: output = np.zeros_like(image), negative values vanish",
    teacher="zeros_like makes the result in the image's number type: for whole-number pixels the feature map is cut off to whole numbers (or wraps around in bytes). Make it with np.zeros(image.shape).",
)
def a054(image, kernel):
    output = np.zeros_like(image)
    a, b = kernel.shape
    padded = np.pad(image, ((a // 2, a // 2), (b // 2, b // 2)), "constant")
    for x in range(image.shape[1]):
        for y in range(image.shape[0]):
            output[y, x] = (kernel * padded[y : y + a, x : x + b]).sum()
    return output


@attempt(
    "convolve_same",
    "wrong",
    source="https://coderoad.ru/59118264  Stack Overflow 59118264: image_padded[y:y+3, x:x+3]",
    teacher="The window is always 3 × 3: with any other kernel the shapes don't fit. It must be as large as the kernel.",
    named="window-of-another-shape",
)
def a055(image, kernel):
    output = np.zeros(image.shape)
    padding = int(len(kernel) / 2)
    image_padded = np.pad(image, ((padding, padding), (padding, padding)), "constant")
    for x in range(image.shape[1]):
        for y in range(image.shape[0]):
            output[y, x] = (kernel * image_padded[y : y + 3, x : x + 3]).sum()
    return output


@attempt(
    "convolve_same",
    "wrong",
    source="https://github.com/niponchanda/visionAI-conv_using_numpy-  loop runs to image size minus kernel size although the image was padded",
    teacher="The loop stops where the kernel would leave the image without its rim: the last rows and columns stay 0. After padding, every pixel of the image has its window.",
    named="border-lost",
)
def a056(image, kernel):
    xk, yk = kernel.shape
    padded = np.pad(image, ((xk // 2, xk // 2), (yk // 2, yk // 2)))
    output = np.zeros(image.shape)
    for y in range(image.shape[1]):
        if y > image.shape[1] - yk:
            break
        for x in range(image.shape[0]):
            if x > image.shape[0] - xk:
                break
            output[x, y] = (kernel * padded[x : x + xk, y : y + yk]).sum()
    return output


@attempt(
    "convolve_same",
    "wrong",
    source="https://github.com/FredSV17/ml_exercises  flips the kernel 'to adhere to the mathematical definition'",
    teacher="The kernel is turned around before it is laid on the image. The course's convolution (as in all network libraries) lays it on as it is.",
    named="flipped-kernel",
)
def a057(image, kernel):
    kernel = np.flipud(np.fliplr(kernel))
    kh, kw = kernel.shape
    ph, pw = kh // 2, kw // 2
    padded = np.pad(image, ((ph, ph), (pw, pw)), mode="constant")
    result = np.zeros(image.shape)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            result[i, j] = np.sum(padded[i : i + kh, j : j + kw] * kernel)
    return result


@attempt(
    "convolve_same",
    "wrong",
    source="a copy of Stack Overflow 'python scipy convolve2d seems incorrect': loops from 1 to H-1 leave the border at 0",
    teacher="The image gets no rim of zeros; instead the result's border is left at 0. Border pixels, too, have neighbours inside the image that count.",
    named="border-left-empty",
)
def a058(image, kernel):
    H, W = image.shape
    a, b = kernel.shape
    out = np.zeros((H, W))
    for y in range(a // 2, H - a // 2):
        for x in range(b // 2, W - b // 2):
            out[y, x] = np.sum(image[y - a // 2 : y + a // 2 + 1, x - b // 2 : x + b // 2 + 1] * kernel)
    return out


@attempt(
    "convolve_same",
    "wrong",
    source="https://pixels2genai.art/lessons/3.4.1  np.pad(..., mode='edge')",
    teacher="The rim repeats the pixels at the edge; it should be zeros (mode 'constant', the default).",
    named="rim-repeats-the-edge",
)
def a059(image, kernel):
    a, b = kernel.shape
    big = np.pad(image, ((a // 2, a // 2), (b // 2, b // 2)), mode="edge")
    out = np.zeros(image.shape)
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = (big[r : r + a, c : c + b] * kernel).sum()
    return out


@attempt(
    "convolve_same",
    "wrong",
    source="https://community.deeplearning.ai/t/wrong-result-on-exercise-3-conv-forward/884990  Z is set anew for each part instead of added up",
    teacher="In the inner loop the product is assigned (=) instead of added (+=): only the kernel's last entry counts.",
    named="overwritten",
)
def a060(image, kernel):
    a, b = kernel.shape
    padded = np.pad(image, ((a // 2, a // 2), (b // 2, b // 2)))
    Z = np.zeros(image.shape)
    for h in range(image.shape[0]):
        for w in range(image.shape[1]):
            for i in range(a):
                for j in range(b):
                    Z[h, w] = padded[h + i, w + j] * kernel[i, j]
    return Z


@attempt(
    "convolve_same",
    "wrong",
    source="https://community.deeplearning.ai/t/week-3-exercise-6-cost-function/723602/2  dot product and elementwise product mixed up (there the other way round) (described there)",
    teacher="np.dot multiplies as matrices; the kernel must be multiplied with its window entry by entry, then summed. (With kernels that aren't square the shapes don't even fit.)",
    named="matrices-for-entries",
)
def a061(image, kernel):
    a, b = kernel.shape
    padded = np.pad(image, ((a // 2, a // 2), (b // 2, b // 2)))
    out = np.zeros(image.shape)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            out[i, j] = np.sum(np.dot(padded[i : i + a, j : j + b], kernel))
    return out


@attempt(
    "convolve_same",
    "wrong",
    source="https://github.com/alexandru-dochian/cnn_torch  start = max(o * stride - padding, 0)",
    teacher="At the upper and left border the window is pushed back into the image (max(..., 0)) instead of reaching into zeros, so the kernel lies in the wrong place there.",
    named=None,
)
def a062(image, kernel):
    a, b = kernel.shape
    rows, cols = image.shape
    output = np.zeros((rows, cols))
    for o_row in range(rows):
        for o_col in range(cols):
            start_row = max(o_row - a // 2, 0)
            start_col = max(o_col - b // 2, 0)
            result = 0.0
            for f_row in range(a):
                for f_col in range(b):
                    r = start_row + f_row
                    c = start_col + f_col
                    if 0 <= r < rows and 0 <= c < cols:
                        result += image[r, c] * kernel[f_row, f_col]
            output[o_row, o_col] = result
    return output


@attempt(
    "convolve_same",
    "wrong",
    source="https://community.deeplearning.ai/t/dls-c4-week1-exercise-3-conv-forward/498383  Z has fewer dimensions than its index",
    teacher="The result is made as one long row, but used with two indices: too many indices. It must have the image's shape (h, w).",
    named="wrong-variable",
)
def a063(image, kernel):
    a, b = kernel.shape
    padded = np.pad(image, ((a // 2, a // 2), (b // 2, b // 2)))
    h, w = image.shape
    Z = np.zeros(h * w)
    for i in range(h):
        for j in range(w):
            Z[i, j] = np.sum(padded[i : i + a, j : j + b] * kernel)
    return Z


@attempt(
    "convolve_same",
    "wrong",
    source="a copy of deeplearning.ai 'Convolution_model_Step_by_Step_v1': n_H and n_W confused",
    teacher="Height and width are mixed up: shape[0] is the number of rows. With an image that isn't square the loop leaves the result or misses a part.",
    named="window-of-another-shape",
)
def a064(image, kernel):
    n_W, n_H = image.shape
    a, b = kernel.shape
    padded = np.pad(image, ((a // 2, a // 2), (b // 2, b // 2)))
    out = np.zeros((n_H, n_W))
    for h in range(n_H):
        for w in range(n_W):
            out[h, w] = np.sum(padded[h : h + a, w : w + b] * kernel)
    return out


@attempt(
    "convolve_same",
    "right",
    source="https://jennypng.netlify.app/cs-concepts/cv-sublinks/convolution  'naive' version with a check of the borders, here without turning the kernel",
    teacher="",
)
def a065(image, kernel):
    Hi, Wi = image.shape
    Hk, Wk = kernel.shape
    out = []
    for m in range(Hi):
        line = []
        for n in range(Wi):
            total = 0.0
            for i in range(Hk):
                for j in range(Wk):
                    row = m + (i - Hk // 2)
                    col = n + (j - Wk // 2)
                    if 0 <= row < Hi and 0 <= col < Wi:
                        total += float(kernel[i][j]) * float(image[row][col])
            line.append(total)
        out.append(line)
    return out


@attempt(
    "pool_maps",
    "wrong",
    source="https://github.com/mclaager/CAP4630_Spring2020  output size computed from one side only (square matrices)",
    teacher="The number of rows is used for the columns, too. Maps needn't be square: height and width each give their own size.",
    named=None,
)
def a066(maps, side):
    x, y, c = maps.shape
    output_size = np.ceil((x - side + 1) / side).astype(int)
    output = np.zeros((output_size, output_size, c))
    for i in range(output_size):
        si = side * i
        for j in range(output_size):
            sj = side * j
            output[i, j] = np.max(maps[si : si + side, sj : sj + side], axis=(0, 1))
    return output


@attempt(
    "pool_maps",
    "wrong",
    source="https://community.deeplearning.ai/t/course-4-week-1-exercise-3-make-sure-you-include-stride-in-your-calculation/513501  stride left out of the window's start",
    teacher="The window starts at (i, j) instead of (i * side, j * side): the squares overlap, and most of the map is never looked at.",
    named="overlapping-squares",
)
def a067(maps, side):
    n_H, n_W, n_C = maps.shape[0] // side, maps.shape[1] // side, maps.shape[2]
    A = np.zeros((n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            for c in range(n_C):
                A[h, w, c] = np.max(maps[h : h + side, w : w + side, c])
    return A


@attempt(
    "pool_maps",
    "wrong",
    source="https://prof.lexailabs.com/practice/build-cnn-03-max-pool-2d  warning: never take a max across the channel axis (described there)",
    teacher="np.max without an axis is the maximum over all channels, so every channel gets the same number. Take it over rows and columns only, axis=(0, 1).",
    named="channels-mixed",
)
def a068(maps, side):
    rows, cols = maps.shape[0] // side, maps.shape[1] // side
    out = np.zeros((rows, cols, maps.shape[2]))
    for i in range(rows):
        for j in range(cols):
            out[i, j, :] = np.max(maps[i * side : (i + 1) * side, j * side : (j + 1) * side, :])
    return out


@attempt(
    "pool_maps",
    "wrong",
    source="https://click4ai.perfionixai.com/problems/max-pooling-layer  test case [[1,2,3],[4,5,6],[7,8,9]], 2 -> [[6,9]] (windows that stick out)",
    teacher="The loop also makes windows that don't fill a square at the end. Rows and columns that are left over shouldn't be used: h // side of them, no more.",
    named="unfilled-squares",
)
def a069(maps, side):
    h, w, c = maps.shape
    result = []
    for i in range(0, h, side):
        line = []
        for j in range(0, w, side):
            line.append(maps[i : i + side, j : j + side].max(axis=(0, 1)))
        result.append(line)
    return np.array(result)


@attempt(
    "pool_maps",
    "wrong",
    source="https://github.com/dzhokn/machine-learning-from-scratch-without-libraries  region 2 × 2 moved with stride 1",
    teacher="The square moves by one pixel instead of by its side, so the squares overlap and the result is almost as large as the map.",
    named="overlapping-squares",
)
def a070(maps, side):
    h, w, c = maps.shape
    out = np.zeros((h - side + 1, w - side + 1, c))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = maps[i : i + side, j : j + side].max(axis=0).max(axis=0)
    return out


@attempt(
    "pool_maps",
    "wrong",
    source="from memory: Stack Overflow 42463172, how to perform max/mean pooling on a 2d array using numpy, ~2017; reshape with the axes in the wrong order",
    teacher="The shape fits, but reshape only cuts the numbers up in their order: rows, side, cols, side, channels must stand in this order, otherwise each group holds pixels that aren't neighbours.",
    named="cut-anew",
)
def a071(maps, side):
    h, w, c = maps.shape
    h2, w2 = h // side, w // side
    whole = maps[: h2 * side, : w2 * side]
    return whole.reshape(h2, w2, side, side, c).max(axis=(2, 3))


@attempt(
    "pool_maps",
    "wrong",
    source="from memory: Stack Overflow 42463172, how to perform max/mean pooling on a 2d array using numpy, ~2017; 'cannot reshape array' with an odd size",
    teacher="Where the side doesn't divide the height or width, reshape fails: the rest must be cut off first, maps[: rows * side, : cols * side].",
    named="not-cut-off",
)
def a072(maps, side):
    h, w, c = maps.shape
    return maps.reshape(h // side, side, w // side, side, c).max(axis=(1, 3))


@attempt(
    "pool_maps",
    "wrong",
    source="from memory: Reddit r/learnmachinelearning, max pooling from scratch with biggest = 0, ~2020",
    teacher="The search for the largest starts at 0, so squares with only negative numbers give 0. Start with the first number of the square, or -inf.",
    named="starts-from-zero",
)
def a073(maps, side):
    h, w, c = maps.shape
    out = np.zeros((h // side, w // side, c))
    for k in range(c):
        for i in range(h // side):
            for j in range(w // side):
                biggest = 0
                for a in range(side):
                    for b in range(side):
                        if maps[i * side + a, j * side + b, k] > biggest:
                            biggest = maps[i * side + a, j * side + b, k]
                out[i, j, k] = biggest
    return out


@attempt(
    "pool_maps",
    "right",
    source="https://github.com/Coke-das-JHL/DeepLearning  pooling into lists with range(0, win_out_len, stride)",
    teacher="",
)
def a074(maps, side):
    H, W, C = maps.shape
    pooled = []
    for i in range(0, H - side + 1, side):
        temp = []
        for j in range(0, W - side + 1, side):
            temp.append([max(maps[i + a][j + b][k] for a in range(side) for b in range(side)) for k in range(C)])
        pooled.append(temp)
    return pooled


@attempt(
    "output_size",
    "wrong",
    source="http://t.zoukankan.com/sheepcore-p-12836818.html  oh = (h + 2 * p - k) / s + 1 with an ordinary division",
    teacher="/ gives a fraction where a last step doesn't fit: use // (whole steps only), which also gives a whole number.",
    named="fraction",
)
def a075(size, kernel, padding, stride):
    return (size + 2 * padding - kernel) / stride + 1


@attempt(
    "output_size",
    "wrong",
    source="https://blog.youkuaiyun.com/thisiszdy/article/details/87656639  rounding up, as for 'SAME' or pooling in Caffe",
    teacher="Rounding up makes a last step that doesn't fit any more. Round down.",
    named="rounded-up",
)
def a076(size, kernel, padding, stride):
    return math.ceil((size - kernel + 2 * padding) / stride) + 1


@attempt(
    "output_size",
    "wrong",
    source="https://blog.youkuaiyun.com/qq_29547673/article/details/90237295  VALID and SAME formulas; padding counted once (described there)",
    teacher="The padding is put on each side, so it counts twice: size + 2 * padding.",
    named="padding-on-one-side",
)
def a077(size, kernel, padding, stride):
    return (size - kernel + padding) // stride + 1


@attempt(
    "output_size",
    "wrong",
    source="https://stats.stackexchange.com/questions/650777/what-would-be-the-convolutional-layer-output-by-keras-layers-conv2d-when-conv-ou  where the + 1 or + s belongs (described there)",
    teacher="The + 1 stands inside the division. The steps are counted first, (size + 2 * padding - kernel) // stride, then 1 is added for the place where the kernel starts.",
    named="divides-at-the-end",
)
def a078(size, kernel, padding, stride):
    return (size - kernel + 2 * padding + 1) // stride


@attempt(
    "top_two",
    "wrong",
    source="https://mo4tech.com/?p=135777  argsort sorts from smallest to largest (described there)",
    teacher="argsort sorts upwards, so [:, :2] are the two least likely digits. Take the last two, [:, -2:].",
    named="least-likely",
)
def a079(P, labels):
    top = np.argsort(P, axis=1)[:, :2]
    right = 0
    for i in range(len(labels)):
        if labels[i] in top[i]:
            right += 1
    return right / len(labels)


@attempt(
    "top_two",
    "wrong",
    source="https://github.com/statusrank/XCurve  Acc_k with a strict '>' against the k-th largest score",
    teacher="The second likeliest itself isn't larger than the second largest probability: with > only the first guess counts. It must be >=.",
    named="only-first",
)
def a080(P, labels):
    second = np.sort(P, axis=1)[:, -2]
    right = P[np.arange(len(labels)), labels]
    return np.mean(right > second)


@attempt(
    "top_two",
    "wrong",
    source="https://leyaa.ai/codefly/learn/computer-vision/part-1/computer-vision-topk-accuracy/challenge  counting hits in a loop; here the count is returned (described there)",
    teacher="This is the number of hits, not their share: divide by the number of images.",
    named="count-for-share",
)
def a081(P, labels):
    correct = 0
    for pred, label in zip(P, labels):
        top_k = np.argsort(pred)[-2:][::-1]
        if label in top_k:
            correct += 1
    return correct


@attempt(
    "top_two",
    "wrong",
    source="https://mlexplained.blog/2023/01/27/ml-metrics-top-n-accuracy-explained  if it was always the second prediction, top-1 is 0: only the second guess looked at (described there)",
    teacher="Only the second guess is compared with the label; the first counts as well.",
    named="only-second",
)
def a082(P, labels):
    second = np.argsort(P, axis=1)[:, -2]
    return (second == labels).mean()


@attempt(
    "top_two",
    "wrong",
    source="http://hk.javashuo.com/article/p-tjtkioka-go.html  get_top_n keeps indexes and scores apart; here the scores are compared with the label (described there)",
    teacher="np.sort gives the probabilities, not which digits they belong to, so the labels are looked for among probabilities. Use np.argsort.",
    named="value-for-place",
)
def a083(P, labels):
    hits = []
    for row, y in zip(P, labels):
        best = np.sort(row)[-2:]
        hits.append(y in best)
    return np.mean(hits)


@attempt(
    "top_two",
    "wrong",
    source="from memory: Stack Overflow, comparing (n, 2) with (n,), 'operands could not be broadcast', elementwise comparison failed, ~2018",
    teacher="(n, 2) can't be compared with (n,): the labels must stand as a column, labels[:, None], so that each row is compared with its own label.",
    named="row-for-column",
)
def a084(P, labels):
    top = np.argsort(-P, axis=1)[:, :2]
    return (top == labels).any(axis=1).mean()


@attempt(
    "top_two",
    "right",
    source="https://codearena.co/problems/top-k-accuracy  share whose class is among the k best; here by counting how many are better",
    teacher="",
)
def a085(P, labels):
    good = 0
    for i in range(len(P)):
        better = 0
        for p in P[i]:
            if p > P[i][labels[i]]:
                better = better + 1
        if better < 2:
            good = good + 1
    return good / len(P)


@attempt(
    "calibration_error",
    "accepted",
    source="https://github.com/NandhaKishorM/laya/pull/39  (lo, hi] for every bin: confidence 0 is in none",
    teacher="Each bin leaves out its lower end: a confidence of exactly 0 is in no bin, and one that lies on a border falls into the bin below. Only 1 belongs to the bin below it.",
)
def a086(confidence, correct, bins):
    edges = np.linspace(0, 1, bins + 1)
    ece = 0.0
    for lo, hi in zip(edges[:-1], edges[1:]):
        in_bin = (confidence > lo) & (confidence <= hi)
        if in_bin.sum() > 0:
            ece += np.abs(confidence[in_bin].mean() - correct[in_bin].mean()) * in_bin.mean()
    return ece


@attempt(
    "calibration_error",
    "wrong",
    source="https://github.com/Lightning-AI/torchmetrics/issues/3510  a confidence of exactly 1.0 lands in a bin of its own",
    teacher="A confidence of exactly 1 gets the number `bins`, one past the last: it is counted in a bin of its own instead of the last one.",
    named="confidence-one-lost",
)
def a087(confidence, correct, bins):
    index = (confidence * bins).astype(int)
    total = 0.0
    for b in range(bins + 1):
        chosen = index == b
        n = np.sum(chosen)
        if n > 0:
            total += n / len(confidence) * abs(np.mean(confidence[chosen]) - np.mean(correct[chosen]))
    return total


@attempt(
    "calibration_error",
    "wrong",
    source="https://github.com/texttron/BrowseComp-Plus/pull/18  range(len(bins) - 1) skips the last bin",
    teacher="The loop ends one bin early: the last bin, where the surest answers are, isn't counted.",
    named="last-bin-lost",
)
def a088(confidence, correct, bins):
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    err = 0
    for i in range(bins - 1):
        m = which == i
        if m.any():
            err += m.mean() * abs(correct[m].mean() - confidence[m].mean())
    return err


@attempt(
    "calibration_error",
    "wrong",
    source="https://github.com/JonathanWenger/pycalib/issues/4  the bin's place instead of the mean confidence in it",
    teacher="The gap is measured from the middle of the bin. It must be measured from the mean confidence of the answers in it.",
    named="middle-for-mean",
)
def a089(confidence, correct, bins):
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    ece = 0.0
    for i in range(bins):
        m = which == i
        if m.sum() == 0:
            continue
        middle = (i + 0.5) / bins
        ece += m.sum() / len(confidence) * abs(correct[m].mean() - middle)
    return ece


@attempt(
    "calibration_error",
    "wrong",
    source="https://github.com/ethen8181/machine-learning/issues/20  errors of the bins added without their sizes",
    teacher="Every bin counts the same here. Each gap must be weighted by the share of the answers that are in its bin.",
    named="bins-weigh-the-same",
)
def a090(confidence, correct, bins):
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = []
    for i in range(bins):
        m = which == i
        if m.any():
            gaps.append(abs(confidence[m].mean() - correct[m].mean()))
    return sum(gaps) / len(gaps)


@attempt(
    "calibration_error",
    "wrong",
    source="https://github.com/mead-ml/mead-baseline/pull/484  bin counts of 0 and what is divided by them (described there)",
    teacher="An empty bin has no mean: it gives nan, and the whole sum becomes nan. Leave empty bins out.",
    named="empty-bins",
)
def a091(confidence, correct, bins):
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    ece = 0.0
    for i in range(bins):
        c = confidence[which == i]
        r = correct[which == i]
        ece += len(c) / len(confidence) * abs(np.mean(c) - np.mean(r))
    return ece


@attempt(
    "calibration_error",
    "wrong",
    source="https://pypi.org/project/calibstats/0.1.0/  on the absolute value in |accuracy - confidence|; here it is forgotten (described there)",
    teacher="Without the absolute value, bins that are too sure and bins that aren't sure enough cancel each other. The gap is a distance: abs(...).",
    named="signed-gaps",
)
def a092(confidence, correct, bins):
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    ece = 0.0
    for i in range(bins):
        m = which == i
        if m.any():
            ece = ece + m.mean() * (confidence[m].mean() - correct[m].mean())
    return ece


@attempt(
    "calibration_error",
    "right",
    source="https://yangmingli.com/model-calibration-reliability-diagrams-python  bins as lists of positions, without numpy",
    teacher="",
)
def a093(confidence, correct, bins):
    boxes = [[] for _ in range(bins)]
    for c, r in zip(confidence, correct):
        k = int(c * bins)
        if k == bins:
            k = bins - 1
        boxes[k].append((float(c), float(r)))
    ece = 0.0
    for box in boxes:
        if box:
            conf = sum(c for c, _ in box) / len(box)
            acc = sum(r for _, r in box) / len(box)
            ece += len(box) / len(confidence) * abs(acc - conf)
    return ece


@attempt(
    "decayed_gradient",
    "wrong",
    source="https://community.deeplearning.ai/t/dw-for-l2-regularization/165181  lambd * np.sum(W1) instead of lambd * W1",
    teacher="Each weight's own penalty counts: the gradient of the penalty is decay * W, a matrix. np.sum(W) adds the same number everywhere.",
    named="sum-of-the-weights",
)
def a094(X, P, Y, W, decay):
    m = X.shape[0]
    return 1 / m * np.dot(X.T, P - Y) + decay * np.sum(W)


@attempt(
    "decayed_gradient",
    "wrong",
    source="https://community.deeplearning.ai/t/dw-for-l2-regularization/165181  (lambd * W1) / m, the course's other penalty",
    teacher="The penalty isn't divided by the number of images here (it is decay times half the sum of squares), so its gradient is decay * W, without / m.",
    named="decay-divided-too",
)
def a095(X, P, Y, W, decay):
    m = len(X)
    dW = np.dot(X.T, P - Y) / m
    dW = dW + (decay * W) / m
    return dW


@attempt(
    "decayed_gradient",
    "wrong",
    source="https://python-pypi.wekeepcoding.com/article/13489896/Why+is+softmax+classifier+gradient+divided+by+batch+size+CS231n  gradient not divided by the batch size",
    teacher="The loss is the mean over the images, so the first part must be divided by n.",
    named="no-batch-mean",
)
def a096(X, P, Y, W, decay):
    dscores = P - Y
    dW = np.dot(X.T, dscores)
    dW += decay * W
    return dW


@attempt(
    "decayed_gradient",
    "wrong",
    source="https://python-pypi.developreference.com/article/14757913/Train+a+logistic+regression+with+regularization+model+from+scratch  regularised gradient, shapes of X and error mixed up (described there)",
    teacher="X must be transposed: (d, n) times (n, k) gives the gradient (d, k). X @ (P - Y) doesn't fit.",
    named="not-transposed",
)
def a097(X, P, Y, W, decay):
    error = P - Y
    return np.dot(X, error) / len(X) + decay * W


@attempt(
    "decayed_gradient",
    "wrong",
    source="https://bruceoutdoors.wordpress.com/2016/04/30/cs231n-assignment-1-tutorial-q3-implement-a-softmax-classifier/  regularization with and without the 1/2 (described there)",
    teacher="The penalty has a half in front, so its gradient is decay * W; 2 * decay * W is twice too much.",
    named="factor-two",
)
def a098(X, P, Y, W, decay):
    n = X.shape[0]
    grad = np.zeros(W.shape)
    for i in range(n):
        grad += np.outer(X[i], P[i] - Y[i])
    grad /= n
    grad += 2 * decay * W
    return grad


@attempt(
    "momentum_step",
    "wrong",
    source="a copy of deeplearning.ai 'Gradient descent with momentum, week 2': v = beta * v + (1 - beta) * grads",
    teacher="The gradient is weakened by (1 - momentum) here, as in another definition. The new velocity is momentum * velocity + gradient.",
    named="averaged",
)
def a099(W, velocity, gradient, rate, momentum):
    v = momentum * velocity + (1 - momentum) * gradient
    W = W - rate * v
    return W, v


@attempt(
    "momentum_step",
    "wrong",
    source="https://click4ai.perfionixai.com/problems/sgd-with-momentum  velocity = momentum * velocity - learning_rate * gradient; weights + velocity",
    teacher="The learning rate and the minus are put into the velocity here. The velocity asked for is momentum * velocity + gradient; the rate comes only with the step of the weights.",
    named="rate-in-velocity",
)
def a100(W, velocity, gradient, rate, momentum):
    velocity = momentum * velocity - rate * gradient
    W = W + velocity
    return W, velocity


@attempt(
    "momentum_step",
    "wrong",
    source="https://www.onenoughtone.com/problems/momentum-based-parameter-updater  v = gamma * v + alpha * g, theta - v; here with the rate once more (described there)",
    teacher="The learning rate is applied twice: in the velocity and again in the step. It belongs only in the step, W - rate * velocity.",
    named="rate-in-velocity",
)
def a101(W, velocity, gradient, rate, momentum):
    velocity = momentum * velocity + rate * gradient
    return W - rate * velocity, velocity


@attempt(
    "momentum_step",
    "wrong",
    source="https://crackedaicode.com/problems/implement-momentum-update  w_{t+1} uses v_{t+1}; here the old one (described there)",
    teacher="The weights move with the old velocity: the new one is computed first, then the weights move against it.",
    named="old-velocity",
)
def a102(W, velocity, gradient, rate, momentum):
    W_new = W - rate * velocity
    v_new = momentum * velocity + gradient
    return W_new, v_new


@attempt(
    "momentum_step",
    "wrong",
    source="https://gist.github.com/JoshVarty/0d8ad5f19a8ae7b2736c602ed563e7bf  weight = weight + velocity with a velocity that has no minus (described there)",
    teacher="The sign: the weights must move against the velocity (minus), this climbs uphill.",
    named="uphill",
)
def a103(W, velocity, gradient, rate, momentum):
    velocity = momentum * velocity + gradient
    W = W + rate * velocity
    return W, velocity


@attempt(
    "leaky_slope",
    "wrong",
    source="https://stackoverflow.com/questions/50121887/relu-derivative-with-numpy  d_relu sets z[z>0] and z[z<=0] in place (https://e-learn.cn/topic/1760781); here in the other order",
    teacher="Z itself is overwritten, and one after the other: after the negative ones have become `leak`, they are above 0 and are set to 1, too. Ask once, with np.where(Z > 0, 1, leak).",
    named=None,
)
def a104(Z, leak):
    Z[Z <= 0] = leak
    Z[Z > 0] = 1
    return Z


@attempt(
    "leaky_slope",
    "wrong",
    source="https://stackoverflow.com/questions/48102882/how-to-implement-the-derivative-of-leaky-relu-in-python  [1 if i >= 0 else alpha for i in x]: only for one dimension",
    teacher="Going through a matrix gives rows, and a row can't be asked whether it is above 0 (ValueError). Scores may have any shape: use np.where.",
    named="many-truths",
)
def a105(Z, leak):
    return np.array([1 if i >= 0 else leak for i in Z])


@attempt(
    "leaky_slope",
    "wrong",
    source="https://stackoverflow.com/questions/48102882/how-to-implement-the-derivative-of-leaky-relu-in-python  np.ones_like(x), then dx[x < 0] = alpha",
    teacher="ones_like takes over the number type: for whole-number scores, leak is cut off to 0. Use np.ones(Z.shape).",
    named="whole-numbers",
)
def a106(Z, leak):
    dx = np.ones_like(Z)
    dx[Z < 0] = leak
    return dx


@attempt(
    "leaky_slope",
    "wrong",
    source="https://datascience.stackexchange.com/questions/68318/leaky-relu-inside-of-a-simple-python-neural-net/68324  'if x > 0 then x else x/100, then the same for the derivative'",
    teacher="This is leaky ReLU itself, not its slope. The slope is 1 where Z > 0 and leak where Z < 0.",
    named="function-for-slope",
)
def a107(Z, leak):
    return np.where(Z > 0, Z, leak * Z)


@attempt(
    "leaky_slope",
    "right",
    source="https://pub.dev/documentation/dart_matrix/latest/matrices.NetUtils/leakyDeriv.html  (x > 0 ? 1 : 0.01); as arithmetic with truth values",
    teacher="",
)
def a108(Z, leak):
    return (Z > 0) * 1 + (Z < 0) * leak


@attempt(
    "deep_scores",
    "wrong",
    source="a copy of deeplearning.ai 'Week4_Assignment1_Exercise5' (hayou): X as the input of layer 2, shapes (3,4) and (5,4) not aligned",
    teacher="Every layer is given X again instead of what the layer before put out: from the second layer on the shapes don't fit (or the first layers are lost).",
    named="wrong-variable",
)
def a109(X, weights, biases):
    A = X
    L = len(weights)
    for l in range(L - 1):
        A = np.maximum(0, X @ weights[l] + biases[l])
    return A @ weights[L - 1] + biases[L - 1]


@attempt(
    "deep_scores",
    "wrong",
    source="https://community.deeplearning.ai/t/w-4-a1-ex-5-wrong-shape-and-output/3096/2  last layer treated like the others (described there)",
    teacher="ReLU is applied after the last layer, too, so negative scores become 0. It comes after each layer but the last.",
    named="relu-at-the-end",
)
def a110(X, weights, biases):
    A = X
    for W, b in zip(weights, biases):
        A = np.maximum(0, A @ W + b)
    return A


@attempt(
    "deep_scores",
    "wrong",
    source="a copy of deeplearning.ai 'Week 3, Exercise 4: forward propagation' (HAKIZIMANA_Vital): elementwise product instead of a dot product",
    teacher="* multiplies entry by entry; a layer needs the matrix product, X @ W.",
    named="entries-for-matrices",
)
def a111(X, weights, biases):
    for i in range(len(weights)):
        X = X * weights[i] + biases[i]
        if i < len(weights) - 1:
            X = np.maximum(X, 0)
    return X


@attempt(
    "deep_scores",
    "wrong",
    source="https://community.deeplearning.ai/t/c2w1-a1-backward-propagation/213262  number of layers hard-coded",
    teacher="The number of layers is fixed at two. With one layer this stops, with more the later ones are left out: loop over the lists.",
    named="last-layer-missing",
)
def a112(X, weights, biases):
    Z1 = X @ weights[0] + biases[0]
    A1 = np.maximum(0, Z1)
    Z2 = A1 @ weights[1] + biases[1]
    return Z2


@attempt(
    "deep_scores",
    "wrong",
    source="from memory: Stack Overflow, max(0, x) on a numpy array, 'truth value of an array is ambiguous', ~2015",
    teacher="Python's max can't compare an array with 0 (ValueError); np.maximum does it entry by entry.",
    named="many-truths",
)
def a113(X, weights, biases):
    for i in range(len(weights) - 1):
        X = max(0, X @ weights[i] + biases[i])
    return X @ weights[-1] + biases[-1]


@attempt(
    "sigmoid_delta",
    "wrong",
    source="https://devhide.com/neural-networks-trying-to-understand-cost-function-with-respect-to-gradient-45988293  derivative as 1 - sigmoid(x), sigmoid applied to its own output",
    teacher="H is already the sigmoid's value; here sigmoid is applied once more. The slope is H * (1 - H).",
    named="sigmoid-twice",
)
def a114(delta2, W2, H):
    def sigmoid(x, deriv=False):
        if deriv:
            return sigmoid(x) * (1 - sigmoid(x))
        return 1 / (1 + np.exp(-x))

    return np.dot(delta2, W2.T) * sigmoid(H, True)


@attempt(
    "sigmoid_delta",
    "wrong",
    source="https://example-a.com/answer/46395467  delta_hidden = error * sigmoid(hidden, True): error not passed back through the weights",
    teacher="The error hasn't been passed back through W2: delta2 (n, k) doesn't even fit H (n, hidden). First delta2 @ W2.T, then times the slope.",
    named="wrong-variable",
)
def a115(delta2, W2, H):
    hidden_error = delta2 @ W2.T
    delta_hidden = delta2 * H * (1 - H)
    return delta_hidden


@attempt(
    "sigmoid_delta",
    "wrong",
    source="https://community.deeplearning.ai/t/course-1-week-3-planar-assignment-4-5-exercise-6-backward-propagation-error-for-dw1-values/63071  (1 - A1^2) and an extra 1/m in dZ1",
    teacher="1 - H**2 is the slope of tanh; the sigmoid's is H * (1 - H). And it isn't divided by the number of images here: delta2 already contains that, or the gradient does it later.",
    named="tanhs-slope-and-extra-division",
)
def a116(delta2, W2, H):
    m = H.shape[0]
    return np.dot(delta2, W2.T) * (1 - np.power(H, 2)) / m


@attempt(
    "sigmoid_delta",
    "wrong",
    source="https://community.deeplearning.ai/t/week-3-exercise-6-cost-function/723602/2  np.multiply between W2.T and dZ2",
    teacher="Between delta2 and W2.T stands a matrix product (@ or np.dot), not np.multiply, which works entry by entry and doesn't fit.",
    named="entries-for-matrices",
)
def a117(delta2, W2, H):
    return np.multiply(np.multiply(delta2, W2.T), H * (1 - H))


@attempt(
    "count_points",
    "wrong",
    source="https://runestone.academy/ns/books/published/thinkcspy/Lists/ListLength.html  len counts a sublist as one item (described there)",
    teacher="len of the list counts the strokes, not their points. Add up the lengths of all strokes.",
    named="counts-strokes",
)
def a118(strokes):
    return len(strokes)


@attempt(
    "count_points",
    "wrong",
    source="https://milddev.com/python-length-of-array  len, .shape and .size of arrays mixed up (described there)",
    teacher=".size counts numbers, and each point has two (x and y): twice too many. Use len(stroke) or stroke.shape[0].",
    named="counts-numbers",
)
def a119(strokes):
    total = 0
    for stroke in strokes:
        total += stroke.size
    return total


@attempt(
    "count_points",
    "wrong",
    source="from memory: Stack Overflow, 'setting an array element with a sequence, inhomogeneous shape' from np.array(list of arrays of different lengths), ~2023",
    teacher="Strokes of different lengths can't be put into one array (ValueError); with equal lengths it works by chance. Add up len(stroke) over the strokes.",
    named="unequal-lengths",
)
def a120(strokes):
    points = np.array(strokes)
    return points.shape[0] * points.shape[1]


@attempt(
    "count_points",
    "wrong",
    source="from memory: r/learnpython, 'why does my function return None', print instead of return, many",
    teacher="The number is printed, but not returned: the function gives None. Write return total.",
    named="prints",
)
def a121(strokes):
    total = 0
    for s in strokes:
        total = total + len(s)
    print(total)


@attempt(
    "bounding_box",
    "wrong",
    source="https://stackoverflow.com/questions/42453605/how-does-cv2-boundingrect-function-of-opencv-work  (x, y, width, height) instead of two corners",
    teacher="The last two numbers are width and height. The right and the bottom edge were asked for.",
    named="size-for-corner",
)
def a122(strokes):
    points = np.concatenate(strokes)
    x = points[:, 0].min()
    y = points[:, 1].min()
    w = points[:, 0].max() - x
    h = points[:, 1].max() - y
    return x, y, w, h


@attempt(
    "bounding_box",
    "wrong",
    source="https://stackoverflow.com/questions/42453605/how-does-cv2-boundingrect-function-of-opencv-work  'find min_x, min_y, max_x, max_y by looping'; here started at 0 (described there)",
    teacher="left and top start at 0, so they can only get smaller than 0: with drawings away from the corner they stay 0. Start with the first point, or with infinity.",
    named="starts-from-zero",
)
def a123(strokes):
    left = 0
    top = 0
    right = 0
    bottom = 0
    for stroke in strokes:
        for x, y in stroke:
            if x < left:
                left = x
            if x > right:
                right = x
            if y < top:
                top = y
            if y > bottom:
                bottom = y
    return left, top, right, bottom


@attempt(
    "bounding_box",
    "wrong",
    source="from memory: Stack Overflow, y axis of images points down, top and bottom swapped, ~2014",
    teacher="y grows downwards: the top is the smallest y, the bottom the largest. Here they are swapped.",
    named="y-points-up",
)
def a124(strokes):
    xs = [p[0] for s in strokes for p in s]
    ys = [p[1] for s in strokes for p in s]
    return min(xs), max(ys), max(xs), min(ys)


@attempt(
    "bounding_box",
    "wrong",
    source="from memory: Stack Overflow, bounding box of several contours, variable overwritten in the loop, ~2016",
    teacher="Each stroke's box overwrites the one before: what comes out is the box of the last stroke. Keep the smallest and the largest over all strokes.",
    named="last-stroke-only",
)
def a125(strokes):
    for stroke in strokes:
        left, top = stroke.min(axis=0)
        right, bottom = stroke.max(axis=0)
    return left, top, right, bottom


@attempt(
    "pen_travel",
    "wrong",
    source="a copy of Stack Overflow 'Calculating euclidean distance between consecutive points of an array with numpy'; applied to all strokes joined",
    teacher="The strokes are joined first, so the way through the air from one stroke to the next is counted, too. Measure each stroke by itself.",
    named="counts-jumps",
)
def a126(strokes):
    points = np.concatenate(strokes)
    d = np.diff(points, axis=0)
    return np.hypot(d[:, 0], d[:, 1]).sum()


@attempt(
    "pen_travel",
    "wrong",
    source="a copy of Stack Overflow 'Calculating euclidean distance between consecutive points': pdist gives every distance, not only between neighbours",
    teacher="All pairs of points of a stroke are measured. Only from each point to the next one does the pen go.",
    named="all-pairs",
)
def a127(strokes):
    total = 0
    for s in strokes:
        for i in range(len(s)):
            for j in range(i + 1, len(s)):
                total += np.linalg.norm(s[i] - s[j])
    return total


@attempt(
    "pen_travel",
    "wrong",
    source="https://dsaproblem.com/solution/language-problem/write-a-program-to-calculate-the-total-distance-between-multiple-points-in-a-2d-space  loop over i and i + 1, one step too far (described there)",
    teacher="The last point has no next one: s[i + 1] is out of range. The loop must end at len(s) - 1.",
    named="loop-ends-late",
)
def a128(strokes):
    total = 0
    for s in strokes:
        for i in range(len(s)):
            dx = s[i + 1][0] - s[i][0]
            dy = s[i + 1][1] - s[i][1]
            total += math.sqrt(dx**2 + dy**2)
    return total


@attempt(
    "pen_travel",
    "wrong",
    source="from memory: r/learnpython, total distance of a path, sqrt of the sum instead of the sum of sqrts, ~2021",
    teacher="The root is taken once of the sum of all squares. Each step's length needs a root of its own, then the lengths are added up.",
    named="root-of-the-sum",
)
def a129(strokes):
    squares = 0
    for s in strokes:
        for i in range(1, len(s)):
            squares += (s[i, 0] - s[i - 1, 0]) ** 2 + (s[i, 1] - s[i - 1, 1]) ** 2
    return squares**0.5


@attempt(
    "pen_travel",
    "wrong",
    source="from memory: Stack Overflow, while loop never ends, counter not increased, many",
    teacher="i is never increased, so the loop doesn't end. Add i = i + 1 inside, or use for.",
    named="endless",
)
def a130(strokes):
    total = 0
    for s in strokes:
        i = 1
        while i < len(s):
            total += math.hypot(s[i][0] - s[i - 1][0], s[i][1] - s[i - 1][1])
    return total


@attempt(
    "pen_travel",
    "right",
    source="a copy of 'Problem 116: Distance walked 2D' with **0.5; here with complex numbers",
    teacher="",
)
def a131(strokes):
    total = 0
    for s in strokes:
        z = [complex(float(p[0]), float(p[1])) for p in s]
        total += sum(abs(b - a) for a, b in zip(z, z[1:]))
    return total


@attempt(
    "scale",
    "wrong",
    source="https://newbedev.com/numpy-normalize-rgb-pixel-array  (x - 128) / 128 on uint8",
    teacher="This aims at -1 to 1, not 0 to 1 (and bytes wrap around below 0). Divide by 255.",
    named="minus-one-to-one",
)
def a132(images):
    return (images - 128) / 128


@attempt(
    "scale",
    "wrong",
    source="from memory: Stack Overflow, numpy divide uint8 image in place, 'Cannot cast ufunc true_divide output', ~2016",
    teacher="/= tries to write fractions back into bytes, which stops with an error; and with float images it would change what came in. Write images / 255.",
    named="no-room-for-decimals",
)
def a133(images):
    images /= 255
    return images


@attempt(
    "scale",
    "wrong",
    source="from memory: PyTorch forums, image scaled by its own maximum, ~2019",
    teacher="It is divided by the largest pixel that occurs, not by 255: an image without white is scaled too much.",
    named="by-own-maximum",
)
def a134(images):
    return images / images.max()


@attempt(
    "scale",
    "wrong",
    source="from memory: Stack Overflow, image all zeros after astype(np.uint8) / 255 back into uint8, ~2018",
    teacher="The result is stored in the images' own number type: everything below 1 is cut off to 0 in bytes. Make the result with floats.",
    named="integer-division",
)
def a135(images):
    scaled = np.zeros_like(images)
    scaled[...] = images / 255
    return scaled


@attempt(
    "channels_first",
    "wrong",
    source="https://codegive.com/blog/numpy_change_channel_order.php  'A note on np.reshape() (and why it's usually wrong for this)' (described there)",
    teacher="reshape only deals the numbers out anew in their order: pixels lose their neighbours and channels get mixed. The axes must be moved with transpose(0, 3, 1, 2).",
    named="reshape-for-transpose",
)
def a136(images):
    n, h, w, c = images.shape
    return images.reshape(n, c, h, w)


@attempt(
    "channels_first",
    "wrong",
    source="https://geek-answers.imtqy.com/articles/845896/index.html  what transpose does without axes",
    teacher=".T turns all axes around, (channels, width, height, n). Only the channels should move: transpose(0, 3, 1, 2).",
    named="all-axes-reversed",
)
def a137(images):
    return images.T


@attempt(
    "channels_first",
    "wrong",
    source="https://errorhandle.ai/what-is-the-correct-way-to-change-image-channel-ordering-between-channels-first-and-channels-last  transpose(2, 0, 1) for a single image, used on a batch (described there)",
    teacher="This order of axes is for a single image (three axes); with the batch there are four, and transpose stops. Count the first axis in: (0, 3, 1, 2).",
    named="axes-dont-match",
)
def a138(images):
    return np.transpose(images, (2, 0, 1))


@attempt(
    "channels_first",
    "wrong",
    source="https://codegive.com/blog/numpy_change_channel_order.php  np.swapaxes() for the batch dimensions (described there)",
    teacher="swapaxes exchanges height and channels: height ends up last, so each image lies on its side. Move the channels forward and keep height before width.",
    named="width-before-height",
)
def a139(images):
    return np.swapaxes(images, 1, 3)


@attempt(
    "channels_first",
    "right",
    source="https://codegive.com/blog/numpy_change_channel_order.php  channel by channel, stacked",
    teacher="",
)
def a140(images):
    channels = [images[:, :, :, c] for c in range(images.shape[3])]
    return np.stack(channels, axis=1)


@attempt(
    "nearest_of_ten",
    "wrong",
    source="https://stackoverflow.com/questions/45123792/why-is-the-output-of-element-wise-addition-subtraction-different-depending-on-wh  uint8 - uint8",
    teacher="Bytes can't be negative: 130 - 131 is 255. Change to float (or int) before subtracting, and before squaring.",
    named="bytes-wrap-around",
)
def a141(image, means):
    distances = []
    for d in range(10):
        diff = image - means[d]
        distances.append(np.sum(diff**2))
    return np.argmin(distances)


@attempt(
    "nearest_of_ten",
    "wrong",
    source="https://stackoverflow.com/questions/45123792/why-is-the-output-of-element-wise-addition-subtraction-different-depending-on-wh  comment: (image1 - image2).astype(...), the cast comes too late",
    teacher="astype comes after the subtraction, when the bytes have already wrapped around. Change the type of the images first.",
    named="type-changed-too-late",
)
def a142(image, means):
    best = None
    answer = None
    for d in range(10):
        diff = (image - means[d]).astype(float)
        dist = (diff**2).sum()
        if best is None or dist < best:
            best = dist
            answer = d
    return answer


@attempt(
    "nearest_of_ten",
    "wrong",
    source="https://itecnotes.com/tecnote/python-numpy-subtraction-no-negative-numbers-4-6-gives-254/  cast to int16, and back into 8 bits at the end",
    teacher="The differences are right in int16, but their squares reach 65,025, too large for int16: they wrap around. Use float or a larger integer.",
    named="squares-wrap-around",
)
def a143(image, means):
    face_16 = image.astype(np.int16)
    distances = []
    for mean in means:
        diff = np.subtract(face_16, mean.astype(np.int16))
        distances.append((diff**2).sum())
    return int(np.argmin(distances))


@attempt(
    "nearest_of_ten",
    "wrong",
    source="https://ravimashru.dev/blog/2021-07-05-MNIST_Baseline/  L1 distance to the mean images",
    teacher="This is the sum of the absolute differences. The squared differences were asked for, and they can prefer another mean.",
    named="absolute-for-squared",
)
def a144(image, means):
    dist = [np.abs(image.astype(float) - m.astype(float)).sum() for m in means]
    return np.argmin(dist)


@attempt(
    "nearest_of_ten",
    "wrong",
    source="a copy of Code Review 'Condensed nearest centroid classifier in numpy': sum over one axis, then argmin",
    teacher="The sum runs over one axis only, so argmin looks for the smallest among 10 × 28 numbers and gives a place up to 279. Sum over both pixel axes, axis=(1, 2).",
    named="wrong-axis",
)
def a145(image, means):
    diff = means.astype(float) - image.astype(float)
    distances = np.sum(np.square(diff), axis=1)
    return np.argmin(distances)


@attempt(
    "crop_ink",
    "wrong",
    source="https://codereview.stackexchange.com/questions/132914/crop-black-border-of-image-using-numpy/132934  img[lx:rx, by:upy]",
    teacher="A slice doesn't include its end: the last row and column of ink are lost. It must go to rx + 1 and upy + 1.",
    named="last-line-lost",
)
def a146(image):
    rx = -1
    upy = -1
    lx = -1
    by = -1
    for x in range(image.shape[0]):
        for y in range(image.shape[1]):
            px = image[x, y]
            if px > 0:
                if rx == -1 or x > rx:
                    rx = x
                if lx == -1 or x < lx:
                    lx = x
                if upy == -1 or y > upy:
                    upy = y
                if by == -1 or y < by:
                    by = y
    return image[lx:rx, by:upy]


@attempt(
    "crop_ink",
    "wrong",
    source="https://codereview.stackexchange.com/questions/132914/crop-black-border-of-image-using-numpy/132934  answer I: img[np.ix_(mask.any(1), mask.any(0))]",
    teacher="This also throws out empty rows and columns inside the drawing, so its parts move together. Only the rim should be cut off, from the first to the last row with ink.",
    named="paper-inside-removed",
)
def a147(image):
    mask = image > 0
    return image[np.ix_(mask.any(1), mask.any(0))]


@attempt(
    "crop_ink",
    "wrong",
    source="https://codereview.stackexchange.com/questions/132914/crop-black-border-of-image-using-numpy/132934  crop by min and max of the ink's places; no ink not thought of (described there)",
    teacher="Right except for a sheet without ink: min of nothing stops with an error. Return an image of shape (0, 0) then.",
    named="empty-case",
)
def a148(image):
    ys, xs = np.where(image > 0)
    return image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


@attempt(
    "crop_ink",
    "wrong",
    source="https://codereview.stackexchange.com/questions/132914/crop-black-border-of-image-using-numpy/132934  'pixels are 0 or 255', tolerance; here a threshold of 127 (described there)",
    teacher="Faint ink (1 to 127) is taken for paper. Everything above 0 is ink.",
    named="faint-ink-lost",
)
def a149(image):
    ys, xs = np.nonzero(image > 127)
    if len(ys) == 0:
        return np.zeros((0, 0))
    return image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


@attempt(
    "crop_ink",
    "wrong",
    source="from memory: Stack Overflow, x, y = np.where(img), then img[y0:y1, x0:x1], ~2017",
    teacher="np.where gives the rows first, then the columns; they are taken for x and y here, so the cut is made in the wrong direction.",
    named="rows-for-columns",
)
def a150(image):
    x, y = np.where(image > 0)
    if len(x) == 0:
        return np.zeros((0, 0))
    return image[y.min() : y.max() + 1, x.min() : x.max() + 1]


@attempt(
    "crop_ink",
    "right",
    source="https://codereview.stackexchange.com/questions/132914/crop-black-border-of-image-using-numpy/132934  comment: scan the four edges line by line and stop at the first ink",
    teacher="",
)
def a151(image):
    if not (image > 0).any():
        return np.zeros((0, 0))
    while max(image[0]) == 0:
        image = image[1:]
    while max(image[-1]) == 0:
        image = image[:-1]
    while max(image[:, 0]) == 0:
        image = image[:, 1:]
    while max(image[:, -1]) == 0:
        image = image[:, :-1]
    return image


@attempt(
    "scale_factor",
    "wrong",
    source="http://stackoverflow.com/questions/14475463/scale-an-image-by-a-single-dimension-x-or-y-given-minimum-dimensions  scale so that it covers (min) instead of fits (max)",
    teacher="The shorter side becomes 20, so the longer one sticks out. Divide by the longer side, max(height, width).",
    named="shorter-side",
)
def a152(height, width):
    return 20 / min(height, width)


@attempt(
    "scale_factor",
    "wrong",
    source="https://github.com/loukerx/compressImage  'if both are smaller, return the original image'",
    teacher="Small drawings keep their size here; they should grow, too. No case of its own is needed.",
    named="only-shrinks",
)
def a153(height, width):
    if height <= 20 and width <= 20:
        return 1
    return 20 / max(height, width)


@attempt(
    "scale_factor",
    "wrong",
    source="a copy of 'Scale rectangle while keeping aspect ratio (Python recipe)', whole-number division",
    teacher="// cuts the factor off to a whole number (0 for large drawings). Use /.",
    named="integer-division",
)
def a154(height, width):
    return 20 // max(height, width)


@attempt(
    "scale_factor",
    "wrong",
    source="https://codereview.stackexchange.com/questions/275971/function-to-resize-an-image-whilst-maintaining-aspect-ratio  two sides instead of one factor (described there)",
    teacher="Two new side lengths come back instead of one factor. The factor is 20 / max(height, width).",
    named="each-side-by-itself",
)
def a155(height, width):
    if height > width:
        return 20, 20 / height * width
    else:
        return 20 / width * height, 20


@attempt(
    "shift_to_middle",
    "wrong",
    source="https://example-a.com/answer/77891835  rows and columns of the centre of mass mixed up (np.dot(X, img) taken for x)",
    teacher="Down and right are swapped: the sum weighted by the row number gives the shift down, the one weighted by the column number the shift to the right.",
    named="rows-for-columns",
)
def a156(image):
    total = np.sum(image)
    X = np.arange(image.shape[0])
    x_bary = np.sum(np.dot(X, image)) / total
    Y = np.arange(image.shape[1])
    y_bary = np.sum(np.dot(image, Y)) / total
    return round(14 - y_bary), round(14 - x_bary)


@attempt(
    "shift_to_middle",
    "wrong",
    source="https://example-a.com/answer/37448909  'mean value across each dimension', right only for binary images",
    teacher="Every pixel with ink counts the same. In the centre of mass, a darker pixel weighs more: weigh the places by the pixels' values.",
    named="all-ink-weighs-the-same",
)
def a157(image):
    rows, cols = np.nonzero(image)
    return round(14 - rows.mean()), round(14 - cols.mean())


@attempt(
    "shift_to_middle",
    "wrong",
    source="https://exchangetuts.com/center-of-mass-of-pixels-in-grayscale-image-1641002705190524  center_of_mass = X.mean(axis=0) taken literally (described there)",
    teacher="image.mean(axis=0) is the mean brightness of each column, an array, not a place. The places (row and column numbers) must be averaged, weighted by the pixels.",
    named=None,
)
def a158(image):
    center = image.mean(axis=0)
    return 14 - center[0], 14 - center[1]


@attempt(
    "shift_to_middle",
    "wrong",
    source="https://prog.world/fitting-to-mnist-dataset/  shift of the centre of mass; here with the sign the other way round (described there)",
    teacher="The sign is wrong: a drawing whose centre lies at row 10 must move down by 4, that is 14 - 10.",
    named="sign",
)
def a159(image):
    rows, cols = np.indices(image.shape)
    cy = (rows * image).sum() / image.sum()
    cx = (cols * image).sum() / image.sum()
    return round(cy - 14), round(cx - 14)


@attempt(
    "shift_to_middle",
    "wrong",
    source="from memory: OpenCV digits tutorials, int() instead of round for the shift, ~2015",
    teacher="int cuts off towards 0 instead of going to the nearest whole number. Use round.",
    named="rounded-down",
)
def a160(image):
    total = float(image.sum())
    cy = sum(r * float(image[r].sum()) for r in range(image.shape[0])) / total
    cx = sum(c * float(image[:, c].sum()) for c in range(image.shape[1])) / total
    return int(14 - cy), int(14 - cx)


@attempt(
    "read_or_not",
    "wrong",
    source="https://venkat-rajgopal.github.io/machine-learning/a-moment-to-understand-argmax()  argmax without an axis, and max mixed up with argmax (described there)",
    teacher="max gives the probability, not the digit. The digit is the place of the largest, argmax(axis=1).",
    named="probability-for-digit",
)
def a161(P, least):
    answers = []
    for p in P:
        if max(p) >= least:
            answers.append(max(p))
        else:
            answers.append(-1)
    return np.array(answers)


@attempt(
    "read_or_not",
    "wrong",
    source="https://androidkt.com/get-class-labels-from-predict-method-in-keras/  threshold with > where >= is meant (described there)",
    teacher="A probability of exactly `least` is enough: >=, not >.",
    named="limit-not-included",
)
def a162(P, least):
    digits = P.argmax(axis=1)
    sure = P.max(axis=1)
    digits[~(sure > least)] = -1
    return digits


@attempt(
    "read_or_not",
    "wrong",
    source="https://venkat-rajgopal.github.io/machine-learning/a-moment-to-understand-argmax()  np.argmax(a, axis=0): max across the column (described there)",
    teacher="axis=0 looks down the columns, for the likeliest image of each digit. One answer for each row needs axis=1.",
    named="wrong-axis",
)
def a163(P, least):
    return np.where(np.max(P, axis=0) >= least, np.argmax(P, axis=0), -1)


@attempt(
    "strictest_threshold",
    "wrong",
    source="https://medium.com/@BetterEverything/percentile-calculation-with-linear-interpolation-the-math-behind-numpys-percentile-function-e9cf42e16f50  linear interpolation between two data points (described there)",
    teacher="quantile takes a point between two confidences. It turns away no more than allowed, but a larger threshold does so, too: the next confidence itself.",
    named="too-many",
)
def a164(confidence, share):
    return np.quantile(confidence, share)


@attempt(
    "strictest_threshold",
    "wrong",
    source="a copy of 'Python: numpy - calculate percentile with linear interpolation', answer 1: 'I initially thought the percentile parameter was a float from 0.0 ...'",
    teacher="np.percentile wants percent, from 0 to 100: with 0.05 it is far too small. (And it takes a point between two confidences.)",
    named="not-the-largest",
)
def a165(confidence, share):
    return np.percentile(confidence, share)


@attempt(
    "strictest_threshold",
    "wrong",
    source="a copy of 'Python: numpy - calculate percentile with linear interpolation': _percentile with numList.sort() and n - 2",
    teacher="One place too low: with k answers that may be turned away, the threshold is the confidence at place k (counted from 0), which itself isn't turned away. (And sort changes the array that came in.)",
    named="one-place-too-early",
)
def a166(confidence, share):
    confidence.sort()
    n = int(share * len(confidence))
    return confidence[n - 1]


@attempt(
    "strictest_threshold",
    "right",
    source="a copy of 'Finding the percentile corresponding to a threshold' (kilojoules): trying thresholds and counting, here from the largest down",
    teacher="",
)
def a167(confidence, share):
    for t in sorted(confidence, reverse=True):
        turned_away = 0
        for c in confidence:
            if c < t:
                turned_away += 1
        if turned_away <= share * len(confidence):
            return t


@attempt(
    "wilson_interval",
    "wrong",
    source="a copy of 'Wilson score interval in Python': 'w-, w+ = p + z^2/2n +- z sqrt(...) / (1 + z^2/n)' with only the last part divided",
    teacher="The whole numerator must be divided by 1 + z²/n, not only the root: parentheses around middle and reach.",
    named="parentheses",
)
def a168(correct, count, z):
    p = correct / count
    n = count
    root = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    low = p + z**2 / (2 * n) - root / (1 + z**2 / n)
    high = p + z**2 / (2 * n) + root / (1 + z**2 / n)
    return low, high


@attempt(
    "wilson_interval",
    "wrong",
    source="a copy of 'Wilson score in Python - example', z*z / (2*n) typed without the parentheses",
    teacher="z**2 / 2 * n multiplies by n: / and * go from left to right. It must be z**2 / (2 * n), and z**2 / (4 * n**2).",
    named="parentheses",
)
def a169(correct, count, z):
    n = count
    p = correct / n
    denominator = 1 + z**2 / n
    centre = p + z**2 / 2 * n
    spread = z * np.sqrt(p * (1 - p) / n + z**2 / 4 * n**2)
    return (centre - spread) / denominator, (centre + spread) / denominator


@attempt(
    "wilson_interval",
    "wrong",
    source="from memory: Cross Validated, normal approximation p +- z sqrt(p(1-p)/n) used instead of Wilson's interval, ~2013",
    teacher="This is the simple normal interval: it lacks the z² terms and leaves 0 to 1 for small n. Wilson's formula was asked for.",
    named="normal-approximation",
)
def a170(correct, count, z):
    p = correct / count
    d = z * (p * (1 - p) / count) ** 0.5
    return p - d, p + d


@attempt(
    "best_epoch",
    "wrong",
    source="https://infraphysics.net/lab/second-brain/ErlS10xj  'rather than when training loss bottoms out' (described there)",
    teacher="The training loss keeps falling while the network learns by heart: the last epoch nearly always wins. Keep the epoch with the smallest validation loss.",
    named="chosen-on-training",
)
def a171(training, validation, test):
    best = 0
    for i in range(len(training)):
        if training[i] < training[best]:
            best = i
    return best


@attempt(
    "best_epoch",
    "wrong",
    source="https://theorempath.com/topics/train-test-split-and-data-leakage  'if you tune hyperparameters on the test set, you are fitting to the test set' (described there)",
    teacher="The test set must not take part in a choice: it is for the final measurement only. Choose by the validation loss.",
    named="chosen-on-test",
)
def a172(training, validation, test):
    return int(np.argmin(test))


@attempt(
    "best_epoch",
    "wrong",
    source="from memory: Keras ModelCheckpoint 'epoch 01', best epoch off by one, ~2018",
    teacher="The epochs are counted from 0, so the 1 must not be added.",
    named="counted-from-one",
)
def a173(training, validation, test):
    return validation.index(min(validation)) + 1


@attempt(
    "best_epoch",
    "right",
    source="https://githubissues.com/DOI-USGS/lake-temperature-lstm-static/35  keep the best validation loss so far in a loop",
    teacher="",
)
def a174(training, validation, test):
    best_loss = float("inf")
    keep = None
    for epoch, loss in enumerate(validation):
        if loss < best_loss:
            best_loss = loss
            keep = epoch
    return float(keep)


@attempt(
    "parameter_count",
    "wrong",
    source="https://imathworks.com/math/math-how-many-parameters-does-the-neural-network-have  weights and biases counted apart; here without the biases (described there)",
    teacher="Only the weights are counted: each of the 200 and each of the 10 neurons also learns a bias, 210 more.",
    named="no-biases",
)
def a175():
    return 784 * 200 + 200 * 10


@attempt(
    "parameter_count",
    "wrong",
    source="a copy of a 'Homework 6 #10, counting weights' thread: (n + 1) * h + h * o",
    teacher="The biases of the last layer are missing: 10 more.",
    named="biases-of-one-layer",
)
def a176():
    return (784 + 1) * 200 + 200 * 10


@attempt(
    "layer_parameters",
    "wrong",
    source="https://crucialexams.com/study/questions/dy0-001/during-a-model-audit-you-examine-the-first-convolutional-layer-of-an/36492  'ignores the three input channels'",
    teacher="Each kernel reaches through all 3 channels: 5 * 5 * 3 weights and one bias for each of the 24 kernels.",
    named="one-channel",
)
def a177():
    return (5 * 5 + 1) * 24


@attempt(
    "layer_parameters",
    "wrong",
    source="https://pupuweb.com/convolutional-neural-network-cnn-how-to-calculate-parameters-in-a-convolutional-neural-network-layer  distractor 18816: without biases",
    teacher="The biases are missing: one for each of the 24 kernels.",
    named="no-biases",
)
def a178():
    return 5 * 5 * 3 * 24


@attempt(
    "layer_parameters",
    "wrong",
    source="https://crucialexams.com/study/questions/dy0-001/during-a-model-audit-you-examine-the-first-convolutional-layer-of-an/36492  'assumes every output neuron has its own kernel'",
    teacher="The size of the image doesn't count: the same kernels are used everywhere. 24 kernels of 5 * 5 * 3 weights and a bias each.",
    named="depends-on-the-image",
)
def a179():
    return 32 * 32 * (5 * 5 * 3 + 1) * 24


@attempt(
    "verdicts",
    "wrong",
    source="https://cs5720fall2025.netlify.app/lecturenotes/week2_slide32  'if it performs much better on training data, you're overfitting' applied to any gap",
    teacher="B is fine: both losses are small and close together. A small gap isn't overfitting.",
    named="any-gap",
)
def a180():
    return {"A": "overfitting", "B": "overfitting", "C": "underfitting"}


@attempt(
    "verdicts",
    "wrong",
    source="https://www.cruxible.dev/learn/ml32-overfitting-and-underfitting  'the gap is your main clue', looking at the gap only",
    teacher="C has no gap, but both losses are large: it has hardly learned anything (ln 10 = 2.3 is guessing). That is underfitting.",
    named="gap-alone",
)
def a181():
    return {"A": "overfitting", "B": "neither", "C": "neither"}


@attempt(
    "one_hot_rows",
    "right",
    source="https://stackoverflow.com/questions/29831489/convert-array-of-indices-to-1-hot-encoded-numpy-array  answers with a library's own function (to_categorical), here JAX's",
    teacher="",
)
def a182(labels):
    return jax.nn.one_hot(jnp.array(labels), 10)


@attempt(
    "leaky_slope",
    "right",
    source="https://stackoverflow.com/questions/48102882/how-to-implement-the-derivative-of-leaky-relu-in-python  value by value, here for any shape",
    teacher="",
)
def a183(Z, leak):
    flat = []
    for z in Z.flatten():
        flat.append(1 if z > 0 else leak)
    return np.array(flat).reshape(Z.shape)


@attempt(
    "decayed_gradient",
    "right",
    source="https://bruceoutdoors.wordpress.com/2016/04/30/cs231n-assignment-1-tutorial-q3-implement-a-softmax-classifier/  the naive solution, class by class",
    teacher="",
)
def a184(X, P, Y, W, decay):
    num_train, D = X.shape
    C = W.shape[1]
    dW = np.zeros((D, C))
    for i in range(num_train):
        for k in range(C):
            dW[:, k] += (P[i, k] - Y[i, k]) * X[i]
    return dW / num_train + decay * W


@attempt(
    "sigmoid_delta",
    "right",
    source="https://example-a.com/answer/46395467  error passed back row by row with transposed weights",
    teacher="",
)
def a185(delta2, W2, H):
    rows = []
    for d, h in zip(delta2, H):
        hidden_error = np.dot(W2, d)
        rows.append(hidden_error * (h - h**2))
    return np.array(rows)


@attempt(
    "nearest_of_ten",
    "right",
    source="Code Review question (seen in a proxy copy) 'Measuring the accuracy of a trivial approach to the MNIST digits classification problem', plain Python without numpy",
    teacher="",
)
def a186(image, means):
    best, answer = None, -1
    for digit in range(10):
        distance = 0
        for row in range(28):
            for col in range(28):
                difference = int(image[row][col]) - int(means[digit][row][col])
                distance += difference * difference
        if best is None or distance < best:
            best, answer = distance, digit
    return answer


@attempt(
    "wilson_interval",
    "right",
    source="a copy of 'Wilson score in Python - example': adjusted standard deviation sqrt((p(1-p) + z*z/(4n))/n)",
    teacher="",
)
def a187(correct, count, z):
    p = correct / count
    denominator = 1 + z * z / count
    centre_adjusted_probability = p + z * z / (2 * count)
    adjusted_standard_deviation = math.sqrt((p * (1 - p) + z * z / (4 * count)) / count)
    lower = (centre_adjusted_probability - z * adjusted_standard_deviation) / denominator
    upper = (centre_adjusted_probability + z * adjusted_standard_deviation) / denominator
    return [lower, upper]


@attempt(
    "shift_to_middle",
    "right",
    source="https://example-a.com/answer/77891835  update 1: np.dot with the numbers of the columns and rows; here as whole-valued floats",
    teacher="",
)
def a188(image):
    A = np.sum(image)
    X = np.linspace(0, image.shape[1] - 1, image.shape[1])
    x_cms = np.sum(np.dot(image, X)) / A
    Y = np.linspace(0, image.shape[0] - 1, image.shape[0])
    y_cms = np.sum(np.dot(Y, image)) / A
    return np.round(14 - y_cms), np.round(14 - x_cms)


@attempt(
    "deal",
    "right",
    source="https://blog.orapub.com/20200630/random-shuffle-strategy-to-split-your-full-dataset.html  a random number beside each row, then sort by it",
    teacher="",
)
def a189(count, share, seed):
    np.random.seed(seed)
    keys = np.random.rand(count)
    order = np.argsort(keys)
    n_val = round(share * count)
    return order[: count - n_val], order[count - n_val :]


@attempt(
    "output_size",
    "right",
    source="https://haomeiwen.com/subject/vvqmictx.html  counting the moves one by one, first place included",
    teacher="",
)
def a190(size, kernel, padding, stride):
    n = 0
    start = -padding
    while start + kernel <= size + padding:
        n = n + 1
        start = start + stride
    return n
