//! The catalogue is whole: both languages have the same keys with the same arguments, every key is used, every used key is there.

use super::sources::SOURCES;
use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Keys of one source with the names of the arguments that each uses.
fn entries(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = fluent_syntax::parser::parse(source).expect("a source without mistakes");
    let mut found = BTreeMap::new();
    for entry in resource.body {
        if let fluent_syntax::ast::Entry::Message(message) = entry {
            let text = format!("{:?}", message.value);
            let args = text.split("VariableReference { id: Identifier { name: \"").skip(1);
            let args = args.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
            let old = found.insert(message.id.name.to_owned(), args);
            assert!(old.is_none(), "{} stands twice", message.id.name);
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_keys_and_arguments() {
    let mut all = BTreeSet::new();
    for (file, zh, en) in SOURCES {
        let (zh, en) = (entries(zh), entries(en));
        assert_eq!(zh, en, "{file}: zh-CN (left) and en (right) differ");
        for key in zh.keys() {
            assert!(all.insert(key.clone()), "{key} stands in two files");
        }
    }
}

/// Text of every file that may name a key.
fn code(endings: &[&str]) -> String {
    fn walk(dir: &Path, endings: &[&str], out: &mut String) {
        let Ok(entries) = std::fs::read_dir(dir) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && !matches!(name.as_str(), "target" | "locales" | "node_modules" | "snapshots") {
                walk(&path, endings, out);
            } else if path.extension().and_then(|e| e.to_str()).is_some_and(|e| endings.contains(&e)) {
                out.push_str(&std::fs::read_to_string(&path).unwrap_or_default());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut out = String::new();
    for part in ["core/src", "media", "papers", "hub", "bindings"] {
        walk(&root.join(part), endings, &mut out);
    }
    out
}

/// Families of keys whose last part is a code or a variant in the program: `keys!: job-status-*` in a comment beside the code that builds
/// them. For codes that are written as literals (`refusal-`, `flag-`, `error-`) the literal itself is looked for.
#[test]
fn every_key_is_used() {
    let code = code(&["rs", "html", "typ"]);
    let families: Vec<String> = code
        .split("keys!: ")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| c.is_whitespace() || c == '*').next())
        .map(str::to_owned)
        .collect();
    // All that stands between two quotation marks: thousands of keys are looked up among megabytes of code.
    let literals: BTreeSet<&str> = code.split('"').chain(code.split('\'')).collect();
    let literal = |key: &str| literals.contains(key);
    for (file, zh, _) in SOURCES {
        for key in entries(zh).keys() {
            let by_code = ["refusal-", "flag-", "error-"]
                .iter()
                .find_map(|family| key.strip_prefix(family))
                .is_some_and(|rest| literal(&rest.replace('-', "_")));
            let used = literal(key) || by_code || families.iter().any(|family| key.starts_with(family.as_str()));
            assert!(used, "{file}: {key} is never used");
        }
    }
}

/// Keys begin with the name of their file (`job-...` in job.ftl) or with `refusal-`, `flag-`, `error-`. So every literal in Rust code of
/// that shape has to be a key, and every code of a refusal or flag has to have its text.
#[test]
fn every_used_key_is_there() {
    let keys: BTreeSet<String> = SOURCES.iter().flat_map(|(_, zh, _)| entries(zh).into_keys()).collect();
    let stems: Vec<&str> = SOURCES.iter().map(|(file, _, _)| file.trim_end_matches(".ftl")).collect();
    let code = code(&["rs"]);
    let mut missing = BTreeSet::new();
    for piece in code.split('"') {
        let shaped =
            piece.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') && !piece.ends_with('-');
        let ours = stems.iter().any(|stem| piece.strip_prefix(stem).is_some_and(|rest| rest.starts_with('-')));
        if shaped && ours && !keys.contains(piece) {
            missing.insert(piece.to_owned());
        }
    }
    let refusals = code.split("Refusal::new(\"").skip(1);
    let refusals = refusals.map(|rest| ("refusal", rest.split('"').next().unwrap_or_default()));
    let flags = crate::domain::any::FLAGS.iter().flat_map(|(_, codes)| codes.iter().map(|code| ("flag", *code)));
    for (prefix, code) in refusals.chain(flags) {
        let key = format!("{prefix}-{}", code.replace('_', "-"));
        if !keys.contains(&key) {
            missing.insert(key);
        }
    }
    assert!(missing.is_empty(), "no text for {missing:#?}");
}

#[test]
fn texts_take_arguments_and_plurals() {
    assert_eq!(text_with(Lang::En, "common-count-events", &[("count", "1".into())]), "1 event");
    assert_eq!(text_with(Lang::En, "common-count-events", &[("count", "3".into())]), "3 events");
    assert_eq!(text_with(Lang::Zh, "common-count-events", &[("count", "3".into())]), "3 条记录");
    assert_eq!(text(Lang::En, "no-such-key"), "no-such-key");
}

#[test]
fn the_language_is_found_in_a_header() {
    assert_eq!(Lang::from_tag("fr-FR, en-GB;q=0.8, zh;q=0.5"), Lang::En);
    assert_eq!(Lang::from_tag("zh-Hans-CN"), Lang::Zh);
    assert_eq!(Lang::from_tag(""), Lang::Zh);
    assert_eq!(Lang::from_tag("日本語"), Lang::Zh);
}
