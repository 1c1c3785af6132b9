//! Every page in both languages: none shows a text's key in the place of a text, nor the name of an argument that was not given.

use super::planted::{plant, read};
use super::routes::ROUTES;
use reqwest::Client;

/// What stands between tags, trimmed.
fn texts(page: &str) -> impl Iterator<Item = &str> {
    page.split('<')
        .filter_map(|piece| piece.split_once('>'))
        .map(|(_, text)| text.trim())
        .filter(|text| !text.is_empty())
}

/// Whether a text looks like a key of the catalogue: small words with dashes, and nothing else.
fn is_key(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    text.contains('-') && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.split('-').all(is_word)
}

#[tokio::test]
async fn every_page_is_drawn_in_both_languages_and_shows_no_key() {
    let planted = plant().await;
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let mut drawn = 0;
    for (_, pattern, _) in
        ROUTES.iter().filter(|(source, _, methods)| source.starts_with('"') && methods.contains(&"GET"))
    {
        let path = planted.path(pattern);
        for caller in planted.callers.iter().filter(|caller| caller.inside && !caller.cookie.is_empty()) {
            let mut pages = Vec::new();
            for lang in ["zh-CN", "en"] {
                let ask =
                    client.get(planted.hub.url(&path)).header("cookie", &caller.cookie).header("accept-language", lang);
                let (status, head, body) = read(ask.send().await.expect("an answer")).await;
                if status != 200 || !head.contains("text/html") {
                    continue;
                }
                assert!(body.contains(&format!("lang=\"{lang}\"")), "{path}: {lang}");
                for text in texts(&body) {
                    assert!(!is_key(text), "{path} as {}: {text}", caller.name);
                    assert!(!text.contains("{$"), "{path} as {}: {text}", caller.name);
                }
                pages.push(body);
            }
            if let [zh, en] = pages.as_slice() {
                assert_ne!(zh, en, "{path}");
                drawn += 1;
            }
        }
    }
    assert!(drawn > 100, "{drawn}");
}

#[test]
fn a_key_is_told_from_a_text() {
    for key in ["history-person-changed", "error-not-found", "any-key-2"] {
        assert!(is_key(key), "{key}");
    }
    for text in ["Pan-tilt", "e mail", "—", "HT-2026-001", "sign-", "2026-03-01", "open"] {
        assert!(!is_key(text), "{text}");
    }
    assert_eq!(texts("<p class=\"a\">one<b> two </b></p>").collect::<Vec<_>>(), ["one", "two"]);
}
