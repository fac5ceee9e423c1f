# Reads the log of `swift test` and prints, for each requirement id, the tests whose display name starts with it.
match($0, /(✔|✘) Test "[A-Z]+-[0-9]+ /) {
    passed = index($0, "✔") > 0
    name = substr($0, index($0, "\"") + 1)
    sub(/" (with [0-9]+ test cases )?(passed|failed) after.*/, "", name)
    id = name
    sub(/ .*/, "", id)
    tests[id] = tests[id] sprintf("%-8s %s  %s\n", id, passed ? "passed" : "FAILED", name)
    if (!passed) broken[id] = 1
    if (!(id in seen)) { seen[id] = 1; ids[++count] = id }
}
END {
    for (i = 1; i <= count; i++)
        for (j = i + 1; j <= count; j++)
            if (ids[j] < ids[i]) { swap = ids[i]; ids[i] = ids[j]; ids[j] = swap }
    for (i = 1; i <= count; i++) {
        printf "%s", tests[ids[i]]
        if (ids[i] in broken) failing++
    }
    printf "%d requirements shown by tests, %d of them failing\n", count, failing
}
