//! What a browser takes from a page: hidden fields, links, files. The pages are Fettle's own, so it is looked for as they write it.

use uuid::Uuid;

/// The value of the first attribute of this name.
pub fn attribute(text: &str, name: &str) -> Option<String> {
    let value = text.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
    Some(plain(value))
}

/// The hidden fields of the form that is sent to `action`.
pub fn hidden(page: &str, action: &str) -> Option<Vec<(String, String)>> {
    let sent_there = format!("action=\"{action}\"");
    let form =
        page.split("<form").skip(1).find(|form| form.split('>').next().is_some_and(|tag| tag.contains(&sent_there)))?;
    let form = form.split("</form>").next()?;
    let field = |input: &str| Some((attribute(input, "name")?, attribute(input, "value")?));
    Some(form.split("<input type=\"hidden\"").skip(1).filter_map(field).collect())
}

/// Ids that stand behind `before`, up to the end of the attribute, each once: one id, or two with a slash between.
pub fn ids(page: &str, before: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for rest in page.split(before).skip(1) {
        let id = rest.split('"').next().unwrap_or_default();
        if id.split('/').all(|part| Uuid::try_parse(part).is_ok()) && !found.iter().any(|known| known == id) {
            found.push(id.to_owned());
        }
    }
    found
}

/// Where the next page of a list is.
pub fn next(page: &str) -> Option<String> {
    page.split("rel=\"next\" href=\"").nth(1)?.split('"').next().map(plain)
}

/// Style, scripts and pictures of the hub's own.
pub fn files(page: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for rest in page.split("\"/assets/").skip(1) {
        let file = format!("/assets/{}", rest.split('"').next().unwrap_or_default());
        if !found.contains(&file) {
            found.push(file);
        }
    }
    found
}

fn plain(escaped: &str) -> String {
    escaped.replace("&#38;", "&").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_found_by_where_it_is_sent_with_its_hidden_fields() {
        let page = "<form method=\"post\" action=\"/language\"><input type=\"hidden\" name=\"token\" value=\"a\"></form>\
            <form method=\"post\" action=\"/login\"><input type=\"hidden\" name=\"token\" value=\"b\">\
            <input type=\"hidden\" name=\"next\" value=\"\"><input name=\"login\" value=\"c\"></form>";
        let fields = hidden(page, "/login").expect("a form");
        assert_eq!(fields, [("token".into(), "b".into()), ("next".into(), String::new())]);
        assert_eq!(hidden(page, "/nowhere"), None);
    }

    #[test]
    fn ids_links_and_files_are_found_once() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let page = format!(
            "<link href=\"/assets/a.css?1\"><script src=\"/assets/a.css?1\"></script><a href=\"/jobs/{one}\">x</a><a href=\"/jobs/{one}\">y</a>\
             <a href=\"/jobs/new\">z</a><a href=\"/stock/{one}/{two}\">s</a><a class=\"button\" rel=\"next\" href=\"/jobs?a=1&#38;after=2\">n</a>"
        );
        assert_eq!(ids(&page, "href=\"/jobs/"), [one.to_string()]);
        assert_eq!(ids(&page, "href=\"/stock/"), [format!("{one}/{two}")]);
        assert_eq!(next(&page).as_deref(), Some("/jobs?a=1&after=2"));
        assert_eq!(files(&page), ["/assets/a.css?1"]);
    }
}
