//! What a mistyped word was meant to be.

/// The nearest word, if it is near enough: one slip for each three letters.
pub(crate) fn nearest<'w>(written: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let slips = |word: &str| (word.len().max(written.len()) / 3).max(1);
    words
        .map(|word| (distance(written, word), word))
        .filter(|(distance, word)| *distance <= slips(word))
        .min()
        .map(|(_, word)| word)
}

/// How many letters were added, dropped, changed or swapped with their neighbour: the
/// Damerau-Levenshtein distance with rows of one letter each.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        assert_eq!(distance("rename", "rename"), 0);
        assert_eq!(distance("renam", "rename"), 1);
        assert_eq!(distance("titel", "title"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn a_far_word_is_not_offered() {
        let words = || ["rename", "skip", "order"].into_iter();
        assert_eq!(nearest("skp", words()), Some("skip"));
        assert_eq!(nearest("frobnicate", words()), None);
    }
}
