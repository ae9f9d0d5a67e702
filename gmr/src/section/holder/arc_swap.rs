//! `ArcSwap` and its like: a configuration that is replaced while it is read.

use super::{ConfigReport, Field, Holder, Map, Out, ReportValue};
use arc_swap::strategy::Strategy;
use arc_swap::{ArcSwapAny, Guard, RefCnt};

// Never waits: a load takes part in no lock.
impl<T: RefCnt, S: Strategy<T>> Holder for ArcSwapAny<T, S> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(Ok(&self.load()));
    }
}

impl<T: RefCnt, S: Strategy<T>> Holder for Guard<T, S> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(Ok(&**self));
    }
}

transparent! {
    [T: RefCnt, S: Strategy<T>] T, ArcSwapAny<T, S>;
    [T: RefCnt, S: Strategy<T>] T, Guard<T, S>;
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Listen, fields, note};
    use crate::model::{Entry, Value};
    use crate::section::to_value;
    use arc_swap::{ArcSwap, ArcSwapOption};
    use std::sync::Arc;

    #[test]
    fn the_value_is_that_of_the_last_store() {
        let swap = ArcSwap::from_pointee(1);
        assert_eq!(to_value(&swap), Value::Int(1));
        let guard = swap.load();
        swap.store(Arc::new(2));
        assert_eq!(to_value(&(&swap, guard)), Value::List(vec![Value::Int(2), Value::Int(1)]));
    }

    #[test]
    fn an_empty_one_is_absent() {
        let swap = ArcSwapOption::from_pointee(1);
        assert_eq!(to_value(&swap), Value::Int(1));
        swap.store(None);
        assert_eq!(to_value(&swap), Value::None);
    }

    #[test]
    fn a_configuration_is_the_one_that_is_in_force() {
        let port = |port| Value::Map(vec![Entry::new("port", Value::Int(port))]);
        let swap = Arc::new(ArcSwap::from_pointee(Listen(80)));
        assert_eq!(fields(&swap), port(80));
        swap.store(Arc::new(Listen(81)));
        assert_eq!(fields(&swap), port(81));
        let option = ArcSwapOption::from_pointee(Listen(82));
        assert_eq!(fields(&option), port(82));
        option.store(None);
        assert_eq!(fields(&option), Value::Map(vec![Entry::new("", note("none"))]));
    }
}
