//! Secrets by type.

use super::{Out, ReportValue};
use secrecy::SecretBox;
use secrecy::zeroize::Zeroize;

// Never exposed, not even to tell whether it is empty: exposing is what these types count.
#[cfg_attr(docsrs, doc(cfg(feature = "secrecy")))]
impl<S: Zeroize + ?Sized> ReportValue for SecretBox<S> {
    fn report(&self, out: Out<'_>) {
        out.secret();
    }

    fn report_absence(out: Out<'_>) {
        out.note("unset");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entry, Value};
    use crate::section::to_value;
    use secrecy::SecretString;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    /// Cannot be shown in any way.
    struct Untouchable;

    impl Zeroize for Untouchable {
        fn zeroize(&mut self) {}
    }

    fn secret() -> SecretString {
        SecretString::from("hunter2")
    }

    #[test]
    fn a_secret_is_masked_whatever_it_holds_and_wherever_it_is() {
        assert_eq!(to_value(&secret()), Value::Secret);
        assert_eq!(to_value(&SecretString::from("")), Value::Secret);
        assert_eq!(to_value(&SecretBox::new(Box::new(17_u32))), Value::Secret);
        assert_eq!(to_value(&SecretBox::new(Box::new(Untouchable))), Value::Secret);
        let bytes: SecretBox<[u8]> = SecretBox::new(Box::new([1, 2]));
        assert_eq!(to_value(&vec![bytes]), Value::List(vec![Value::Secret]));
        let map = BTreeMap::from([("anything", Arc::new(secret()))]);
        assert_eq!(to_value(&map).entry("anything"), Some(&Value::Secret));
    }

    #[test]
    fn whether_a_secret_is_set_is_told() {
        let unset = Value::Note("unset".into());
        assert_eq!(to_value(&None::<SecretString>), unset);
        assert_eq!(to_value(&Some(secret())), Value::Secret);
        assert_eq!(to_value(&None::<String>), Value::None);
    }

    #[test]
    fn a_field_is_masked_without_an_attribute() {
        #[derive(gmr::ConfigReport)]
        struct Config {
            signing: SecretString,
            previous: Option<SecretString>,
            #[gmr(secret)]
            marked: Option<SecretString>,
        }
        let config = Config { signing: secret(), previous: None, marked: None };
        let unset = || Value::Note("unset".into());
        let expect = [("signing", Value::Secret), ("previous", unset()), ("marked", unset())];
        let entries = expect.map(|(key, value)| Entry::new(key, value)).to_vec();
        assert_eq!(to_value(&config), Value::Map(entries));
    }
}
