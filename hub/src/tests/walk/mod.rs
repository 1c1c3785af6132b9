//! Every route as everyone: who gets which status stands in `walk.txt`, read by a person whenever it changes; nobody of another centre, no
//! revoked phone and no stranger ever reads a word of what was planted here. A route that is not in the table fails the test.
//!
//! `routes` is the table, `planted` the hub and its callers, `forms` what is sent by everybody, `effects` what each form does, as `story` sees it;
//! `languages` draws every page in both languages.

mod effects;
mod forms;
mod languages;
mod planted;
mod routes;
mod story;

pub(in crate::tests) use planted::{CANARY, NUMBERS, plant};

use super::phone::Phone;
use planted::{LICENCE, read};
use reqwest::{Client, Method};
use routes::ROUTES;
use serde_json::json;
use std::fmt::Write;

/// Answers of pages hold no script or style of their own.
fn is_clean(path: &str, head: &str, body: &str) {
    assert!(head.contains("nosniff"), "{path}: {head}");
    if !head.contains("text/html") {
        return;
    }
    assert!(head.contains("frame-ancestors 'none'") && !head.contains("unsafe-inline"), "{path}: {head}");
    assert!(head.contains("same-origin") && head.contains("no-store"), "{path}: {head}");
    for inline in ["<script>", "<style", " style=\"", " onclick=\"", " onchange=\"", "javascript:"] {
        assert!(!body.contains(inline), "{path}: {inline}");
    }
}

#[tokio::test]
async fn every_route_answers_everyone_as_it_should_and_strangers_nothing() {
    let planted = plant().await;
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let names: Vec<&str> = planted.callers.iter().map(|caller| caller.name).collect();
    let mut table = format!("# {}\n", names.join(" "));
    let mut seen_inside = 0;
    for (_, pattern, methods) in ROUTES {
        let path = planted.path(pattern);
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            // Who may GET may HEAD.
            let known = methods.contains(&method) || (method == "HEAD" && methods.contains(&"GET"));
            if !known {
                let (status, ..) =
                    read(planted.ask(&client, &planted.callers[9], method, &path).send().await.expect("an answer"))
                        .await;
                assert_eq!(status, 405, "{method} {path} is not in the table");
                continue;
            }
            if method == "HEAD" && methods.contains(&"GET") {
                continue;
            }
            write!(table, "{method} {pattern}").expect("written");
            for caller in &planted.callers {
                // Signing everyone out is another test's.
                let (status, head, body) =
                    read(planted.ask(&client, caller, method, &path).send().await.expect("an answer")).await;
                write!(table, " {status}").expect("written");
                is_clean(&path, &head, &body);
                assert!(status < 500, "{method} {path} as {}: {status}", caller.name);
                let told = body.contains(CANARY) || NUMBERS.iter().any(|number| body.contains(number));
                if caller.inside {
                    seen_inside += u32::from(told);
                } else {
                    assert!(!told, "{method} {path} as {}: {body}", caller.name);
                    for id in planted.ids() {
                        assert!(path.contains(&id) || !body.contains(&id), "{method} {path} as {}: {id}", caller.name);
                    }
                }
            }
            table.push('\n');
        }
    }
    assert!(seen_inside > 10, "what is planted is seen by those whose it is: {seen_inside}");
    compare("walk.txt", &table);
}

fn compare(name: &str, table: &str) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests").join(name);
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        std::fs::write(&file, table).expect("written");
    } else {
        assert_eq!(table, expected, "look at the difference; INSTA_UPDATE=always takes it over");
    }
}

#[tokio::test]
async fn streams_and_files_of_another_centre_are_not_given() {
    let planted = plant().await;
    let (hub, company) = (&planted.hub, &planted.company);
    let stranger = Phone::enrolled(hub, company.stranger).await;
    let own = Phone::enrolled(hub, company.engineer).await;
    let told = |entries: &[fettle_core::sync::protocol::Entry]| {
        let text = serde_json::to_string(entries).expect("json");
        text.contains(CANARY) || NUMBERS.iter().any(|number| text.contains(number))
    };
    assert!(told(&own.pull().await) && !told(&stranger.pull().await));
    let epoch = stranger.hello().await.epoch;
    for stream in [format!("centre/{}", company.centre), format!("person/{}", company.engineer)] {
        let asked = json!({ "epoch": epoch, "cursors": { stream: 0 }, "limit": 10 });
        assert_eq!(stranger.post("/sync/v1/pull").json(&asked).send().await.expect("an answer").status(), 403);
    }
    let path = format!("/sync/v1/blobs/{}", planted.photo);
    assert_eq!(stranger.ask(Method::GET, &path).send().await.expect("an answer").status(), 404);
    assert_eq!(own.ask(Method::GET, &path).send().await.expect("an answer").status(), 200);
    // What only the phones of prices' people may know reaches no phone at all.
    let everything = serde_json::to_string(&own.pull().await).expect("json");
    assert!(!everything.contains("987654321"), "a price");
    assert!(!everything.contains(LICENCE), "a colleague's certificate");
}

#[tokio::test]
async fn forms_need_their_token_bodies_have_an_end_and_paths_stay_inside() {
    let planted = plant().await;
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let admin = &planted.callers[9];
    let huge = vec![b'a'; 17 * 1024 * 1024];
    for (source, pattern, methods) in ROUTES {
        let path = planted.path(pattern);
        for method in methods.iter().filter(|method| ["POST", "PATCH"].contains(method)) {
            if source.starts_with("\"/") {
                let form = planted
                    .ask(&client, admin, method, &path)
                    .header("content-type", "application/x-www-form-urlencoded");
                let status = form.body("reason=x&person=x").send().await.expect("an answer").status();
                assert_eq!(status, 403, "{path} without a page's token");
            }
            let caller = if source.starts_with("\"/") { admin } else { &planted.callers[3] };
            // The hub may hang up before all of it is sent.
            if let Ok(answer) = planted.ask(&client, caller, method, &path).body(huge.clone()).send().await {
                assert!(answer.status().is_client_error(), "{method} {path}: {}", answer.status());
            }
        }
    }
    let secret = std::fs::read_to_string(planted.hub.data().join("keys/hub.key")).expect("a key");
    for path in [
        "/keys/hub.key",
        "/assets/..%2f..%2fkeys%2fhub.key",
        "/assets/%2e%2e%2fkeys%2fhub.key",
        "/sync/v1/blobs/..%2f..%2fkeys%2fhub.key",
        "/sync/v1/blobs/parts",
        "/sync/v1/uploads/..%2f..%2fkeys%2fhub.key",
        "/verify/..%2f..%2fkeys%2fhub.key",
        "/hub.db",
        "/lock",
    ] {
        for caller in [&planted.callers[3], admin] {
            let (status, _, body) =
                read(planted.ask(&client, caller, "GET", path).send().await.expect("an answer")).await;
            assert!((400..500).contains(&status), "{path}: {status}");
            assert!(!body.contains(secret.trim()), "{path}");
        }
    }
    for next in ["//evil.example", "/\\evil.example", "/%09/evil.example", "https://evil.example", "/%0d%0aX: y"] {
        let (status, head, _) =
            read(planted.ask(&client, admin, "GET", &format!("/login?next={next}")).send().await.expect("an answer"))
                .await;
        assert_eq!(status, 303);
        assert!(head.contains("\"location\": \"/\""), "{next}: {head}");
    }
}
