//! Codes of the domain as people write them: the code itself, or its text in either language, today's or that of an earlier version.

use fettle_core::text::{Lang, text};

/// Texts of earlier versions, which stand in files that people keep.
const FORMER: [(&str, &str); 5] = [
    ("people-role-desk", "Customer service"),
    ("papers-kind-goods-check", "货物检验"),
    ("papers-kind-goods-check", "Goods check"),
    ("parts-condition-used-good", "旧件良好"),
    ("parts-place-bag", "Engineer's bag"),
];

/// The value whose code or text this is; `family` begins the keys of the texts.
pub(super) fn word<T>(
    written: &str,
    family: &str,
    from_code: impl Fn(&str) -> Option<T>,
    codes: impl IntoIterator<Item = &'static str>,
) -> Option<T> {
    let wanted = written.trim();
    if let Some(found) = from_code(wanted).or_else(|| from_code(&wanted.to_lowercase())) {
        return Some(found);
    }
    let says = |code: &&str| {
        let key = format!("{family}{}", code.replace('_', "-"));
        let former = FORMER.iter().any(|(of, text)| *of == key && text.eq_ignore_ascii_case(wanted));
        former || Lang::ALL.into_iter().any(|lang| text(lang, &key).eq_ignore_ascii_case(wanted))
    };
    codes.into_iter().find(says).and_then(from_code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fettle_core::domain::people::Role;

    #[test]
    fn a_role_is_known_by_its_code_its_text_and_its_former_text() {
        let read = |text: &str| word(text, "people-role-", Role::from_code, Role::ALL.iter().map(|role| role.code()));
        for written in ["desk", "客服", "Service desk", " customer service "] {
            assert_eq!(read(written), Some(Role::Desk), "{written}");
        }
        assert_eq!(read("nobody"), None);
    }
}
