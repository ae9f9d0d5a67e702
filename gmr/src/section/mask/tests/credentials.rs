//! Credentials of every kind, and what stays visible around them.

use super::{check, check_line};

#[test]
fn tokens_are_known_by_the_mark_of_their_issuer() {
    let body = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
    let marks =
        ["ghp_", "gho_", "github_pat_", "glpat-", "npm_", "xoxb-", "sk-", "sk_live_", "AIza"];
    for mark in marks {
        check(&format!("used {mark}{body}, then"), "used ***, then");
        check(&format!("https://h/{mark}{body}/x"), "https://h/***/x");
    }
    check("AKIAIOSFODNN7EXAMPLE", "***");
    check("xoxb-123456789012-abcdefXYZ", "***");
    check("sk-proj-abcdEFGH1234-ijkl", "***");
    check("sk-abcdefghijklmnopqrstuvwx", "***");
    check(
        "https://hooks.slack.com/services/T0/B0/XyZ done",
        "https://hooks.slack.com/services/*** done",
    );
    check("https://api.telegram.org/bot12345:AAfoo-Bar_1/getMe", "https://api.telegram.org/bot***");
}

#[test]
fn values_of_http_authentication_are_masked() {
    check("sent Basic YW5uOmh1bnRlcjI= to h", "sent Basic *** to h");
    check("sent basic YW5uOmh1bnRlcjI", "sent basic ***");
    for text in [
        "Basic authentication is off",
        "Basic usage",
        "a Bearer token was refused",
        "Bearer realm=\"x\"",
        "Bearer authentication",
    ] {
        check(text, text);
    }
}

#[test]
fn parameters_of_urls_are_masked() {
    check("https://h/b?sv=1&sig=a%2Fb%3D&se=2", "https://h/b?sv=1&sig=***&se=2");
    check(
        "https://h/o?X-Amz-Credential=AK/2/s3&X-Amz-Signature=0ab&X-Amz-Date=7",
        "https://h/o?X-Amz-Credential=***&X-Amz-Signature=***&X-Amz-Date=7",
    );
    check("https://h/cb?code=4/0AX-b&state=s", "https://h/cb?code=***&state=s");
    check("https://h/cb#access_token=ab.c&n=1", "https://h/cb#access_token=***&n=1");
    for text in ["/e?code=404", "exit code=abc", "sig: u8", "signature = fn(u8)", "/x?barcode=9a"] {
        check(text, text);
    }
}

#[test]
fn a_password_needs_no_scheme_before_it() {
    check("ann:hunter2@db.example.com:5432/x", "ann:***@db.example.com:5432/x");
    check("to=ann:p@ss:w@rd@db, next", "to=ann:***@db, next");
    check("(ann:pw@10.0.0.7)", "(ann:***@10.0.0.7)");
    check("token:abc@h", "token:***@h");
    check("user:pw@host", "user:***@host");
    for text in [
        "git@github.com:org/repo.git",
        "mailto:ann@example.com",
        "npm:left-pad@1.2.3",
        "nginx:1.25@sha256:0a1b2c",
        "at 12:30:05@node",
        "libc:memcpy@plt",
        "from:ann@example.com",
        "user: ann@example.com",
        "http://h:80/a@b",
    ] {
        check(text, text);
    }
}

#[test]
fn a_url_without_its_scheme_and_one_of_oracle_are_masked() {
    check("//ann:hunter2@h/x, then", "//ann:***@h/x, then");
    check("ann/hunter2@//h:1521/shop", "ann/***@//h:1521/shop");
    check("url=jdbc:oracle:thin:ann/a/b@//h/x", "url=jdbc:oracle:thin:ann/***@//h/x");
    for text in ["//cdn.example.com/a@2x.png", "https://h/a@//b", "see //h/ann:b", "a@//b"] {
        check(text, text);
    }
}

#[test]
fn a_type_of_secrets_is_masked_in_debug_text() {
    check(
        r#"User { login: Password("a \"b"), id: 7 }"#,
        r#"User { login: Password("***"), id: 7 }"#,
    );
    check(r#"[Secret("x"), ApiKey("y")]"#, r#"[Secret("***"), ApiKey("***")]"#);
    for text in [r#"UnexpectedToken("}")"#, r#"NoPassword("ann")"#, r#"Some("Password")"#] {
        check(text, text);
    }
}

#[test]
fn a_key_may_be_named_by_two_words() {
    check("wrong API key: 0a1b", "wrong API key: ***");
    check("secret key = a b", "secret key = *** b");
    check("{\"access key\": \"x\"}", "{\"access key\": \"***\"}");
    for text in ["sort key: name", "the key: x", "key: x", "happy key=x"] {
        check(text, text);
    }
}

#[test]
fn a_sentence_may_tell_a_password() {
    check("the password is hunter2", "the password is ***");
    check("Password for ann is: hunter2.", "Password for ann is: ***");
    check("password set to 'a b'", "password set to '***'");
    check("log in with password hunter2", "log in with password ***");
    check("api key is 0a1b2c3d", "api key is ***");
    check("CREATE USER ann IDENTIFIED BY 'a b' x", "CREATE USER ann IDENTIFIED BY '***' x");
    check("ALTER ROLE ann PASSWORD 'pw'", "ALTER ROLE ann PASSWORD '***'");
}

#[test]
fn options_of_known_programs_are_masked() {
    check_line(["curl", "-u", "ann:pw", "h"], ["curl", "-u", "ann:***", "h"]);
    check_line(["curl", "-sSu", "ann:pw"], ["curl", "-sSu", "ann:***"]);
    check_line(["/usr/bin/curl", "-uann:pw"], ["/usr/bin/curl", "-uann:***"]);
    check_line(["curl", "--user=ann:pw"], ["curl", "--user=ann:***"]);
    check_line(["curl", "--user", "ann"], ["curl", "--user", "ann"]);
    check_line(["sudo", "mysql", "-u", "root", "-ppw"], ["sudo", "mysql", "-u", "root", "-p***"]);
    check_line(["mysql", "-p", "shop"], ["mysql", "-p", "shop"]);
    check_line(["sshpass", "-p", "pw", "ssh"], ["sshpass", "-p", "***", "ssh"]);
    check_line(["docker", "login", "-p", "pw"], ["docker", "login", "-p", "***"]);
    check_line(["docker", "run", "-p", "80:80"], ["docker", "run", "-p", "80:80"]);
    check_line(["smbclient", "-U", "ann%pw"], ["smbclient", "-U", "ann%***"]);
    check_line(["redis-cli", "-a", "pw"], ["redis-cli", "-a", "***"]);
}

#[test]
fn options_that_log_in_are_masked_for_every_program() {
    check_line(["x", "--auth", "pw"], ["x", "--auth", "***"]);
    check_line(["x", "--auth", "ann:pw"], ["x", "--auth", "ann:***"]);
    check_line(["x", "--auth=pw"], ["x", "--auth=***"]);
    check_line(["x", "--auth", "digest"], ["x", "--auth", "digest"]);
    check_line(["x", "--user", "ann:pw"], ["x", "--user", "ann:***"]);
    check_line(["docker", "--user", "1000:1000"], ["docker", "--user", "1000:1000"]);
    check_line(["x", "--auth", "--v"], ["x", "--auth", "--v"]);
}

#[test]
fn command_lines_within_text_are_masked() {
    check("run: curl -u ann:pw https://h", "run: curl -u ann:*** https://h");
    check("ran `mysql -uroot -p'a b' shop`", "ran `mysql -uroot -p'***' shop`");
    check("x --password 'a b' -v", "x --password '***' -v");
    check("x --password a:b -v", "x --password *** -v");
    check(r#"["curl","-u","ann:pw","h"]"#, r#"["curl","-u","ann:***","h"]"#);
    check("[\n \"curl\",\n \"-u\",\n \"ann:pw\",\n]", "[\n \"curl\",\n \"-u\",\n \"ann:***\",\n]");
    check(r#""mysql" "-phunter2" "x""#, r#""mysql" "-p***" "x""#);
    check_line(["sh", "-c", "mysql -ppw"], ["sh", "-c", "mysql -p***"]);
    for text in ["mkdir -p a/b", "mysql -h db; cp -p a b", "see --password for more", "- token x"] {
        check(text, text);
    }
}
