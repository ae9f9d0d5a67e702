#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use std::borrow::Cow;

mod credentials;
mod innocent;
mod survival;

#[test]
fn names_of_secrets_are_known_in_every_case() {
    let secret = [
        "password",
        "db_password",
        "DB_PASSWORD",
        "PGPASSWORD",
        "dbpassword",
        "password2",
        "apiKey",
        "api_key",
        "X-Api-Key",
        "AuthToken",
        "secret",
        "client_secret",
        "DSN",
        "Set-Cookie",
        "private-key",
        "accessKeys",
        "HTTPToken",
        "spring.datasource.password",
        "heartbeat_key",
        "backup_aes_cbc_key",
        "Authorization",
        "max_tokens",
        "ütoken",
        "psk",
        "wifi-psk",
        "session_id",
        "JSESSIONID",
        "PHPSESSID",
        "connection_string",
        "ConnStr",
        "ConnectionString",
        "pin",
        "card_pin",
        "pinCode",
        "clientsecret",
        "refreshtoken",
        "AccountKey",
        "recovery_codes",
        "totp",
    ];
    for name in secret {
        assert!(is_sensitive_name(name), "{name}");
    }
}

#[test]
fn names_that_only_look_like_secrets_or_tell_about_one_are_not() {
    let open = [
        "key",
        "primary_key",
        "routing_key",
        "token_url",
        "private_key_path",
        "sort_key",
        "idempotency-key",
        "host_key",
        "secret_name",
        "password_file",
        "tokenType",
        "tokenizer",
        "passenger",
        "secretary",
        "bypass_cache",
        "monkey",
        "keyspace",
        "",
        "_",
        "7",
        "compass",
        "key_prefix",
        "tokio",
        "token_ttl",
        "author",
        "password.file",
        "pin_memory",
        "pinned",
        "gpio_pin",
        "pin_map",
        "spin",
        "session_ids_seen",
        "session_idle",
        "connection_timeout",
        "string",
        "path_to_private_key",
        "bypass",
        "sudo_pass_through_dir",
        "日本語",
    ];
    for name in open {
        assert!(!is_sensitive_name(name), "{name}");
    }
}

fn check(text: &str, expected: &str) {
    let masked = super::text(text);
    assert_eq!(masked, expected, "of {text}");
    assert_eq!(super::text(&masked), expected, "masked twice: {text}");
}

#[test]
fn credentials_in_urls_are_masked_and_the_rest_is_kept() {
    check("postgres://u:p@h/db", "postgres://u:***@h/db");
    check("postgres://u:p@ss@h/db?password=x&a=b", "postgres://u:***@h/db?password=***&a=b");
    check("redis://:pw@h", "redis://:***@h");
    check("https://ghp_abc@github.com/x", "https://***@github.com/x");
    check("https://sk_live_x:@api", "https://***@api");
    check("https://ghp_abc:x-oauth-basic@github.com", "https://***@github.com");
    check("amqp://a:b@h1,amqp://c:d@h2", "amqp://a:***@h1,amqp://c:***@h2");
    check("amqp://a:b@h1:5672,c:d@h2:5672/", "amqp://a:***@h2:5672/");
    check("u://a:p/a?s#s@h/x", "u://a:***@h/x");
    check("(see 'u://a:it's@h')", "(see 'u://a:***@h')");
    check("https://token:abc@h/x", "https://token:***@h/x");
    check("root:pw@tcp(db:3306)/x", "root:***@tcp(db:3306)/x");
    check("https://h/x?access_token=a.b&v=1", "https://h/x?access_token=***&v=1");
}

#[test]
fn urls_without_credentials_are_kept() {
    for text in [
        "http://h:80/a@b",
        "http://[::1]:80/a@b",
        "http://h/ mail@x",
        "file:///a:b@c",
        "://@",
        "https://h/?q=1#a@b",
    ] {
        check(text, text);
    }
}

#[test]
fn pairs_in_connection_strings_are_masked() {
    check("host=h password='a b' user=u", "host=h password='***' user=u");
    check("host=h password='it''s' user=u", "host=h password='***' user=u");
    check(r"host=h password='it\'s' user=u", "host=h password='***' user=u");
    check("password = x host = h", "password = *** host = h");
    check("password= host=h", "password= host=h");
    check("password: a:b", "password: ***");
    check("password = YQ==", "password = ***");
    check("Server=h;Password=a b;Database=d", "Server=h;Password=***;Database=d");
    check("Server=h;Pwd={a;b};Database=d", "Server=h;Pwd=***;Database=d");
    check("h:6379,password=a,b,ssl=True", "h:6379,password=***,ssl=True");
    check("password=a&b;c,d", "password=***");
    check("secret=YWJj== x=1", "secret=*** x=1");
    check("é=1 ütoken=5é x", "é=1 ütoken=*** x");
    check("token := x, token => y, token == z", "token := ***, token => ***, token == ***");
}

#[test]
fn pairs_in_json_and_debug_text_are_masked() {
    check(r#"{"password": "x", "a": 1}"#, r#"{"password": "***", "a": 1}"#);
    check(r#"{\"password\":\"x\\\"y\",\"a\":1}"#, r#"{\"password\":\"***\",\"a\":1}"#);
    check(r#"{"password": "x\"y\\", "a": 1}"#, r#"{"password": "***", "a": 1}"#);
    check(r#"C { password: Some("x y"), a: 1 }"#, "C { password: ***, a: 1 }");
    check("C {\n  token: Some(\n    \"x y\",\n  ),\n  a: 1 }", "C {\n  token: ***,\n  a: 1 }");
    check(r#"{"tokens": ["x", "y]"], "a": 1}"#, r#"{"tokens": ***, "a": 1}"#);
    check(r#"token: Secret { inner: "x" }, b"#, "token: ***, b");
    check(r#"password: b"x y", a"#, r#"password: b"x y", a"#.replace("x y", "***").as_str());
    check("'password=x','user=y'", "'password=***','user=y'");
    check(r#"["PASSWORD=a \"b c", "A=b"]"#, r#"["PASSWORD=***", "A=b"]"#);
    check("'password=x user=u'", "'password=*** user=u'");
}

#[test]
fn tuples_in_debug_text_are_masked() {
    check(
        r#"[("HOME", "/"), ("DB_PASSWORD", "x y"), ("TOKEN", Some("x")), ("A", "b")]"#,
        r#"[("HOME", "/"), ("DB_PASSWORD", "***"), ("TOKEN", ***, ("A", "b")]"#,
    );
}

#[test]
fn headers_are_masked_to_their_end() {
    check("Authorization: Bearer a b\nHost: h", "Authorization: ***\nHost: h");
    check("-H 'authorization: Basic YTpi' -v", "-H 'authorization: ***' -v");
    check("Cookie: a=b; c=d\r\nHost: h", "Cookie: ***\r\nHost: h");
    check("Set-Cookie: sid=1; Path=/", "Set-Cookie: ***");
    check("X-Api-Key: abc\nHost: h", "X-Api-Key: ***\nHost: h");
    check(r#"{"cookie": "a=b; c=d", "x": "y"}"#, r#"{"cookie": "***", "x": "y"}"#);
}

#[test]
fn tokens_are_known_by_their_form() {
    check("sent Bearer abc.def to h", "sent Bearer *** to h");
    check("sent bearer abc", "sent bearer ***");
    check("jwt eyJhbGci.eyJzdWIi.sig-_ end", "jwt *** end");
    check("cut eyJhbGci.eyJzd", "cut ***");
    let key = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb";
    let masked = "a\n-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----\nb";
    check(key, masked);
    check("-----BEGIN PRIVATE KEY-----\nMIIE", "-----BEGIN PRIVATE KEY-----***");
    let public = "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----";
    check(public, public);
}

#[test]
fn ordinary_text_is_borrowed() {
    for text in [
        "",
        "plain text",
        "max=3, a: b",
        "auth::token::verify at src/token.rs:7:5",
        "token: None, password: null, secret=true",
        "prompt tokens: 123, max_tokens=4096",
        "Bearer ",
        "eyJ",
        "12:30:05 user=ann id=7",
        "password=***",
        "\"--key\"",
    ] {
        assert!(matches!(super::text(text), Cow::Borrowed(same) if same == text), "{text}");
    }
}

fn check_line<const N: usize>(arguments: [&str; N], expected: [&str; N]) {
    assert_eq!(command_line(&arguments.map(str::to_owned)), expected);
}

#[test]
fn secrets_on_a_command_line_are_masked() {
    check_line(["a", "--password", "hunter2", "b"], ["a", "--password", "***", "b"]);
    check_line(["--db-password=x y", "--mytoken=1"], ["--db-password=***", "--mytoken=***"]);
    check_line(["-token", "-x", "-v"], ["-token", "***", "-v"]);
    check_line(["--ask-pass", "--verbose", "x"], ["--ask-pass", "--verbose", "x"]);
    check_line(["--no-password", "x"], ["--no-password", "x"]);
    check_line(["--key-file=/a", "--token-ttl", "3"], ["--key-file=/a", "--token-ttl", "3"]);
    check_line(["PGPASSWORD=x y", "psql"], ["PGPASSWORD=***", "psql"]);
    check_line(["-Ddb.password=x", "-p", "80"], ["-Ddb.password=***", "-p", "80"]);
    check_line(["--url=u://a:b@h/", "u://a:b@h"], ["--url=u://a:***@h/", "u://a:***@h"]);
    check_line(["-H", "Authorization: Basic YQ=="], ["-H", "Authorization: ***"]);
    check_line(["--token"], ["--token"]);
    check_line(["password="], ["password="]);
}

#[test]
fn a_command_line_within_an_argument_is_masked() {
    check_line(
        ["sh", "-c", "x --password 'a b' --mykey=c -v && y --secret d"],
        ["sh", "-c", "x --password '***' --mykey=*** -v && y --secret ***"],
    );
}

#[test]
fn the_debug_form_of_a_command_is_masked() {
    check(r#"["a", "--token", "x y", "-v"]"#, r#"["a", "--token", "***", "-v"]"#);
    check(r#""a" "--token" "x" "--v""#, r#""a" "--token" "***" "--v""#);
}
