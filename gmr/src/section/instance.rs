//! From a static through its holders to the instance that a method is called on.
//!
//! Which way leads there is a type, so that inference finds it: [`Here`], or [`Inside`] a holder
//! and from there on some other way. At most one of them fits.

use super::Out;
use super::holder::Holder;
use std::fmt;
use std::marker::PhantomData;

/// The instance itself.
#[derive(Debug)]
pub struct Here;

/// In what a holder holds.
pub struct Inside<W>(PhantomData<W>);

impl<W> fmt::Debug for Inside<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inside")
    }
}

/// Something that is a `T`, or holds one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold a `{T}`",
    label = "holds no `{T}`",
    note = "`static = ...` names a static of the type itself, or one in locks, cells and pointers that gmr can look into: `Mutex<T>`, `OnceLock<Arc<RwLock<T>>>` and the like"
)]
pub trait Instance<T: ?Sized, W> {
    /// Shows the instance, or the reason why it cannot be seen now.
    fn find(&self, see: impl FnOnce(Result<&T, &'static str>));
}

impl<T: ?Sized> Instance<T, Here> for T {
    fn find(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(Ok(self));
    }
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized, W, H: Holder + ?Sized> Instance<T, Inside<W>> for H
where
    H::Held: Instance<T, W>,
{
    fn find(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        self.look(|held| match held {
            Ok(held) => held.find(see),
            Err(why) => see(Err(why)),
        });
    }
}

// A static often holds nothing until the program has made the instance.
#[diagnostic::do_not_recommend]
impl<T: ?Sized, W, S: Instance<T, W>> Instance<T, Inside<W>> for Option<S> {
    fn find(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        match self {
            Some(source) => source.find(see),
            None => see(Err("none")),
        }
    }
}

/// What a method shows of its instance, or why that cannot be seen.
pub fn put_instance<T: ?Sized, W>(
    source: &(impl Instance<T, W> + ?Sized),
    out: Out<'_>,
    show: impl FnOnce(&T, Out<'_>),
) {
    source.find(|instance| match instance {
        Ok(instance) => show(instance, out),
        Err(why) => out.note(why),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Content, Value};
    use crate::section::Sheet;
    use std::sync::{Arc, LazyLock, Mutex, OnceLock, RwLock, Weak};

    struct Pool(u8);

    fn shown<W>(source: &impl Instance<Pool, W>) -> Value {
        let sheet = Sheet::new();
        put_instance(source, Out::root(&sheet), |pool: &Pool, out| out.uint(pool.0.into()));
        match sheet.take() {
            Content::Value(value) => value,
            _ => unreachable!("only a value was written"),
        }
    }

    #[test]
    fn an_instance_is_found_through_any_nesting_of_holders() {
        assert_eq!(shown(&Pool(1)), Value::Int(1));
        assert_eq!(shown(&Mutex::new(Pool(2))), Value::Int(2));
        let deep: OnceLock<Arc<RwLock<Box<Pool>>>> = OnceLock::new();
        assert_eq!(shown(&deep), Value::Note("not initialised".into()));
        let _ = deep.set(Arc::new(RwLock::new(Box::new(Pool(3)))));
        assert_eq!(shown(&deep), Value::Int(3));
        let lazy: LazyLock<Mutex<Pool>> = LazyLock::new(|| Mutex::new(Pool(4)));
        assert_eq!(shown(&lazy), Value::Note("not initialised".into()));
        LazyLock::force(&lazy);
        assert_eq!(shown(&lazy), Value::Int(4));
    }

    #[test]
    fn what_cannot_be_looked_into_says_why() {
        let lock = Mutex::new(Pool(1));
        let _held = lock.lock();
        assert_eq!(shown(&lock), Value::Note("locked".into()));
        assert_eq!(shown(&Mutex::new(Weak::<Pool>::new())), Value::Note("gone".into()));
    }

    #[test]
    fn an_option_is_looked_into() {
        assert_eq!(shown(&Mutex::new(Some(Pool(5)))), Value::Int(5));
        assert_eq!(shown(&Mutex::new(None::<Pool>)), Value::Note("none".into()));
    }
}
