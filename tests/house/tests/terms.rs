//! One word for one thing: what people read is held against `core/locales/terms.toml`, in both languages.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use fettle_house::top;
use std::path::{Path, PathBuf};

/// One thing, and what it must not be called.
struct Term {
    concept: String,
    not_zh: Vec<String>,
    not_en: Vec<String>,
    /// Keys whose texts may say it.
    except: Vec<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Lang {
    Zh,
    En,
}

fn texts(table: &toml::Table, key: &str) -> Vec<String> {
    let list = table.get(key).and_then(toml::Value::as_array);
    list.into_iter().flatten().map(|value| value.as_str().unwrap().to_owned()).collect()
}

/// The list, and the catalogue's files that it leaves out.
fn terms() -> (Vec<Term>, Vec<String>) {
    let list: toml::Table = std::fs::read_to_string(top().join("core/locales/terms.toml")).unwrap().parse().unwrap();
    let term = |value: &toml::Value| {
        let table = value.as_table().unwrap();
        for told in ["concept", "zh", "en"] {
            assert!(
                table.get(told).and_then(toml::Value::as_str).is_some_and(|text| !text.is_empty()),
                "{told}: {table:?}"
            );
        }
        Term {
            concept: table["concept"].as_str().unwrap().to_owned(),
            not_zh: texts(table, "not-zh"),
            not_en: texts(table, "not-en"),
            except: texts(table, "except"),
        }
    };
    (list["term"].as_array().unwrap().iter().map(term).collect(), texts(&list, "skip"))
}

/// Whether `text` has `word` in it: an English one as a whole word, in small or large letters; with `*` behind it whatever its ending is.
fn says(text: &str, word: &str, lang: Lang) -> bool {
    if lang == Lang::Zh {
        return text.contains(word);
    }
    let text = text.to_lowercase();
    let stem = word.trim_end_matches('*').to_lowercase();
    text.match_indices(&stem).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let behind = text[at + stem.len()..].chars().next().is_some_and(char::is_alphanumeric);
        !before && (word.ends_with('*') || !behind)
    })
}

/// The messages of a catalogue's file with their keys: without comments, names of arguments and labels of variants, which nobody reads.
fn messages(source: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(' ') || line.starts_with('}') {
            let Some((_, text)) = found.last_mut() else { continue };
            let said = line.trim_start().trim_start_matches('*');
            let said = if said.starts_with('[') { said.split_once(']').map_or(said, |(_, rest)| rest) } else { said };
            text.push('\n');
            text.push_str(said);
        } else if let Some((key, text)) = line.split_once(" =") {
            found.push((key.to_owned(), text.to_owned()));
        }
    }
    let named = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    for (_, text) in &mut found {
        let mut parts = text.split('$');
        let first = parts.next().unwrap_or_default().to_owned();
        *text = parts.fold(first, |all, part| all + part.trim_start_matches(named));
    }
    found
}

fn files(dir: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() {
            if !matches!(path.file_name().and_then(|name| name.to_str()), Some("build" | ".build" | "target")) {
                files(&path, endings, found);
            }
        } else if endings.contains(&ending.as_str()) {
            found.push(path);
        }
    }
}

fn under(part: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&top().join(part), endings, &mut found);
    assert!(!found.is_empty(), "{part}: nothing to read");
    found
}

fn against(terms: &[Term], lang: Lang, place: &str, key: &str, text: &str, wrong: &mut Vec<String>) {
    for term in terms.iter().filter(|term| !term.except.iter().any(|except| except == key)) {
        let words = if lang == Lang::Zh { &term.not_zh } else { &term.not_en };
        for word in words.iter().filter(|word| says(text, word, lang)) {
            wrong.push(format!("{place}: {key}: “{word}” ({})", term.concept));
        }
    }
}

#[test]
fn the_catalogues_say_one_word_for_one_thing() {
    let (terms, skip) = terms();
    let (mut wrong, mut keys) = (Vec::new(), Vec::new());
    for (folder, lang) in [("zh-CN", Lang::Zh), ("en", Lang::En)] {
        for path in under(&format!("core/locales/{folder}"), &["ftl"]) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let found = messages(&std::fs::read_to_string(&path).unwrap());
            keys.extend(found.iter().map(|(key, _)| key.clone()));
            for (key, text) in found.iter().filter(|_| !skip.contains(&name)) {
                against(&terms, lang, &format!("{folder}/{name}"), key, text, &mut wrong);
            }
        }
    }
    assert!(keys.len() > 1000, "the catalogues were read: {}", keys.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let excepted: Vec<&String> =
        terms.iter().flat_map(|term| &term.except).filter(|key| !keys.contains(*key)).collect();
    assert!(excepted.is_empty(), "exceptions for keys that are not there any more: {excepted:?}");
}

#[test]
fn shipped_checklists_templates_and_shells_say_the_same_words() {
    let (terms, _) = terms();
    let mut wrong = Vec::new();
    for path in under("core/checklists", &["json"]) {
        let source = std::fs::read_to_string(&path).unwrap();
        for line in source.lines().map(str::trim) {
            let zh = line.strip_prefix("\"zh\": ").map(|text| (Lang::Zh, text));
            if let Some((lang, text)) = zh.or_else(|| line.strip_prefix("\"en\": ").map(|text| (Lang::En, text))) {
                against(&terms, lang, &path.display().to_string(), text, text, &mut wrong);
            }
        }
    }
    // Their texts come from the catalogue; whatever Chinese word stands there is their own.
    let own: [(&str, &[&str]); 7] = [
        ("hub/templates", &["html"]),
        ("papers/templates", &["typ"]),
        ("android/app/src/main", &["kt", "xml"]),
        ("android/shared/src/main", &["kt", "xml"]),
        ("ios/Sources", &["swift"]),
        ("ios/App/zh-Hans.lproj", &["strings"]),
        ("ios/App/en.lproj", &["strings"]),
    ];
    for (part, endings) in own {
        for path in under(part, endings) {
            let source = std::fs::read_to_string(&path).unwrap();
            against(&terms, Lang::Zh, &path.display().to_string(), "", &source, &mut wrong);
            if part.ends_with("en.lproj") {
                against(&terms, Lang::En, &path.display().to_string(), "", &source, &mut wrong);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_word_is_found_as_a_whole_word_and_names_of_arguments_are_not_read() {
    let source =
        "# the sheet\nkey-a = The Sheet { $promise }\nkey-b = { $count ->\n    [sheet] one\n   *[other] many\n}\n";
    let found = messages(source);
    assert_eq!(found.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["key-a", "key-b"]);
    assert!(says(&found[0].1, "the sheet", Lang::En) && !says(&found[0].1, "promise*", Lang::En));
    assert!(!says(&found[1].1, "sheet", Lang::En) && says(&found[1].1, "one", Lang::En));
    assert!(!says("The sheets", "the sheet", Lang::En) && says("revoked", "revoke*", Lang::En));
    assert!(says("补手续", "手续", Lang::Zh));
}
