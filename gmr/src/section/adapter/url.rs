//! URLs, with the credentials in them masked.

use super::{Out, ReportValue};
use crate::section::tier::put_display;
use url::{Host, Url};

#[cfg_attr(docsrs, doc(cfg(feature = "url")))]
impl ReportValue for Url {
    fn report(&self, out: Out<'_>) {
        // As its `Display`, which is what it is shown by without the feature.
        put_display(self, out);
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "url")))]
impl<S: AsRef<str>> ReportValue for Host<S> {
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
    fn a_url_is_masked_in_every_container() {
        let url: Url = "postgres://nova:hunter2@db/nova?password=hunter2".parse().unwrap();
        let shown = Value::Str("postgres://nova:***@db/nova?password=***".into());
        assert_eq!(to_value(&Mutex::new(Some(url.clone()))), shown);
        let map = BTreeMap::from([("db", vec![url.clone()])]);
        assert_eq!(to_value(&map).entry("db"), Some(&Value::List(vec![shown])));
        let named = BTreeMap::from([("secret", url)]);
        assert_eq!(to_value(&named).entry("secret"), Some(&Value::Secret));
    }

    #[test]
    fn a_host_is_text() {
        let host = Host::parse("[::1]").unwrap();
        assert_eq!(to_value(&Some(host)), Value::Str("[::1]".into()));
    }
}
