//! UUIDs.

use super::{Out, ReportValue};
use crate::section::tier::put_display;
use uuid::{NonNilUuid, Uuid};

#[cfg_attr(docsrs, doc(cfg(feature = "uuid")))]
impl ReportValue for Uuid {
    fn report(&self, out: Out<'_>) {
        // As its `Display`, which is what it is shown by without the feature.
        put_display(self, out);
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "uuid")))]
impl ReportValue for NonNilUuid {
    fn report(&self, out: Out<'_>) {
        put_display(self, out);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::model::Value;
    use crate::section::to_value;
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    #[test]
    fn a_uuid_is_text_in_every_container() {
        let uuid = Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8);
        let shown = Value::Str("67e55044-10b1-426f-9247-bb680e5fe0c8".into());
        assert_eq!(to_value(&Mutex::new(Some(uuid))), shown);
        assert_eq!(to_value(&NonNilUuid::new(uuid).unwrap()), shown);
        let map = BTreeMap::from([("id", vec![uuid]), ("session_token", vec![uuid])]);
        assert_eq!(to_value(&map).entry("id"), Some(&Value::List(vec![shown])));
        // It is text, so that a name masks it: many a token is a UUID.
        let masked = Value::List(vec![Value::Secret]);
        assert_eq!(to_value(&map).entry("session_token"), Some(&masked));
    }
}
