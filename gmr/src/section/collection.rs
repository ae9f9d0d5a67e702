//! The form of collections: lists, sets, maps, tuples.

use super::bounded::bounded;
use super::{ConfigReport, Field, Map, Out, ReportValue};
use crate::model::Value;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::fmt::Display;

/// Types that are iterated in an order of their own.
macro_rules! list {
    ($([$($generics:tt)*] $type:ty;)+) => {
        $(impl<T: ReportValue, $($generics)*> ReportValue for $type {
            fn report(&self, out: Out<'_>) {
                in_order(self.iter(), out);
            }
        })+
    };
}

list! {
    [] [T];
    [] Vec<T>;
    [const N: usize] [T; N];
    [] VecDeque<T>;
    [] LinkedList<T>;
    [] BTreeSet<T>;
}

impl<T: ReportValue, S> ReportValue for HashSet<T, S> {
    fn report(&self, out: Out<'_>) {
        by_form(self.iter(), out);
    }
}

impl<T: ReportValue> ReportValue for BinaryHeap<T> {
    fn report(&self, out: Out<'_>) {
        by_form(self.iter(), out);
    }
}

impl<T: ReportValue> ReportValue for Reverse<T> {
    fn report(&self, out: Out<'_>) {
        self.0.report(out);
    }
}

impl<K: Display, V: ReportValue> ReportValue for BTreeMap<K, V> {
    fn report(&self, out: Out<'_>) {
        entries(self.iter().map(|(key, value)| (bounded(format_args!("{key}")), value)), out);
    }
}

impl<K: Display, V: ReportValue, S> ReportValue for HashMap<K, V, S> {
    fn report(&self, out: Out<'_>) {
        let mut all: Vec<_> =
            self.iter().map(|(key, value)| (bounded(format_args!("{key}")), value)).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        entries(all, out);
    }
}

/// Options that no type names: what `flatten` leaves over.
macro_rules! options {
    ($([$($generics:tt)*] $type:ty;)+) => {
        $(impl<K: Display, V: ReportValue, $($generics)*> ConfigReport for $type {
            const GROUP: &'static str = "default";
            const FIELDS: &'static [Field] = &[];

            fn report_fields(&self, map: &mut Map<'_>) {
                map.flatten(self);
            }
        })+
    };
}

options! {
    [] BTreeMap<K, V>;
    [S] HashMap<K, V, S>;
}

macro_rules! tuple {
    ($($type:ident $place:tt),+) => {
        impl<$($type: ReportValue),+> ReportValue for ($($type,)+) {
            fn report(&self, out: Out<'_>) {
                let mut list = out.list();
                $(self.$place.report(list.item());)+
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);

fn in_order<'v, T: ReportValue + 'v>(values: impl Iterator<Item = &'v T>, out: Out<'_>) {
    let mut list = out.list();
    for value in values {
        let item = list.item();
        // The rest could not be seen, and a lock may be held meanwhile.
        if item.is_lost() {
            break;
        }
        value.report(item);
    }
}

/// Values whose order changes from run to run, sorted by what is seen of them: two reports of
/// the same state are the same. Nothing more than a form is asked of the type.
fn by_form<'v, T: ReportValue + 'v>(values: impl Iterator<Item = &'v T>, out: Out<'_>) {
    let mut values: Vec<&T> = values.collect();
    values.sort_by_cached_key(|value| match out.form_of(*value) {
        Value::Int(number) => (Some(number), String::new()),
        other => (None, format!("{other:?}")),
    });
    in_order(values.into_iter(), out);
}

fn entries<'v, V: ReportValue + 'v>(all: impl IntoIterator<Item = (String, &'v V)>, out: Out<'_>) {
    let mut map = out.map();
    for (key, value) in all {
        let entry = map.entry(key);
        if entry.is_lost() {
            break;
        }
        value.report(entry);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use crate::model::Entry;
    use crate::section::to_value;

    fn ints(values: &[i128]) -> Value {
        Value::List(values.iter().map(|v| Value::Int(*v)).collect())
    }

    #[test]
    fn lists_keep_their_order() {
        let expected = ints(&[2, 1]);
        assert_eq!(to_value(&[2, 1]), expected);
        assert_eq!(to_value(&[2, 1][..]), expected);
        assert_eq!(to_value(&vec![2, 1]), expected);
        assert_eq!(to_value(&VecDeque::from([2, 1])), expected);
        assert_eq!(to_value(&LinkedList::from([2, 1])), expected);
        assert_eq!(to_value(&(2, 1)), expected);
        let twelve = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assert_eq!(to_value(&twelve), ints(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
    }

    #[test]
    fn sets_are_sorted_by_what_is_seen() {
        let numbers = [-1, 9, 10, 100, 2, 33];
        let sorted = ints(&[-1, 2, 9, 10, 33, 100]);
        assert_eq!(to_value(&HashSet::from(numbers)), sorted);
        assert_eq!(to_value(&BTreeSet::from(numbers)), sorted);
        assert_eq!(to_value(&BinaryHeap::from(numbers)), sorted);
        assert_eq!(to_value(&numbers.map(Reverse).into_iter().collect::<BinaryHeap<_>>()), sorted);
        let words = to_value(&HashSet::from(["b", "c", "a"]));
        assert_eq!(words, Value::List(["a", "b", "c"].map(|w| Value::Str(w.into())).to_vec()));
    }

    #[test]
    fn a_hash_map_is_sorted_by_its_keys() {
        let map = HashMap::from([("b", 2), ("a", 1), ("c", 3)]);
        let entry = |key, value| Entry::new(key, Value::Int(value));
        let expected = Value::Map(vec![entry("a", 1), entry("b", 2), entry("c", 3)]);
        assert_eq!(to_value(&map), expected);
        assert_eq!(to_value(&map.into_iter().collect::<BTreeMap<_, _>>()), expected);
    }

    #[test]
    fn a_key_that_names_a_secret_masks_all_text_below_it() {
        let deep = HashMap::from([("password", vec![HashMap::from([("first", "hunter2")])])]);
        assert!(!format!("{:?}", to_value(&deep)).contains("hunter2"));
        let numbers = BTreeMap::from([("password", 7)]);
        assert_eq!(to_value(&numbers).entry("password"), Some(&Value::Int(7)));
    }

    #[test]
    fn the_bytes_of_a_secret_are_masked() {
        let keys = BTreeMap::from([("secret_key", vec![vec![222_u8, 173]])]);
        let bytes = Value::List(vec![Value::List(vec![Value::Secret, Value::Secret])]);
        assert_eq!(to_value(&keys).entry("secret_key"), Some(&bytes));
        let tree = Value::Map(vec![Entry::new("token", ints(&[222, 173]))]);
        assert!(!format!("{:?}", to_value(&tree)).contains("222"));
    }
}
