//! The kinds of things that an import brings, with their columns: what may stand in each, and by what a row is known again.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Any text.
    Text,
    /// What is printed on things or names a row: copied as it is, or refused where a spreadsheet spoilt it.
    Code,
    /// A number.
    Number,
    /// A day.
    Day,
    /// Yes or no.
    Yes,
}
use Holds::{Code, Day, Number, Text, Yes};

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name, the same in every language.
    pub name: &'static str,
    /// Whether it has to be there and filled in.
    pub must: bool,
    /// What it holds.
    pub holds: Holds,
    /// What stands there in the example row of a template.
    pub example: &'static str,
}

/// A kind of things.
#[derive(Debug)]
pub struct Kind {
    /// Its name: of its CSV file, and in every count.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// The columns by which two rows are about the same thing; none where that hangs on more than texts.
    pub key: &'static [&'static str],
}

const fn must(name: &'static str, holds: Holds, example: &'static str) -> Column {
    Column { name, must: true, holds, example }
}
const fn may(name: &'static str, holds: Holds, example: &'static str) -> Column {
    Column { name, must: false, holds, example }
}

/// Every kind, in the order of import: later ones name what earlier ones brought.
pub static KINDS: [Kind; 11] = [
    Kind {
        name: "centres",
        key: &["code"],
        columns: &[
            must("code", Code, "BJ"),
            must("name_zh", Text, "北京服务中心"),
            may("name_en", Text, "Beijing service centre"),
            may("region", Text, "华北"),
            must("zone", Text, "Asia/Shanghai"),
        ],
    },
    Kind {
        name: "people",
        key: &["login"],
        columns: &[
            must("login", Code, "chen"),
            must("name_zh", Text, "陈工"),
            may("name_en", Text, "Chen Gong"),
            must("roles", Text, "engineer"),
            may("centre", Code, "BJ"),
            may("phone", Code, "13800000003"),
            must("language", Text, "zh-CN"),
        ],
    },
    Kind {
        name: "skills",
        key: &["login", "skill"],
        columns: &[
            must("login", Code, "chen"),
            must("skill", Text, "高压电工证"),
            may("level", Text, "高级"),
            may("number", Code, "T-123456"),
            may("until", Day, "2027-06-30"),
        ],
    },
    Kind {
        name: "customers",
        key: &["code"],
        columns: &[
            may("code", Code, "GAFJ"),
            must("name_zh", Text, "示范区公安分局"),
            may("name_en", Text, "Shifan District Public Security Bureau"),
            may("industry", Text, "public_security"),
            may("centre", Code, "BJ"),
            may("notes", Text, "月底前开票"),
        ],
    },
    Kind {
        name: "sites",
        key: &["code"],
        columns: &[
            may("code", Code, "FJ"),
            must("customer", Code, "GAFJ"),
            must("centre", Code, "BJ"),
            must("name_zh", Text, "分局机房"),
            may("name_en", Text, "Bureau machine room"),
            may("address", Text, "示范区中心路1号"),
            may("latitude", Number, "39.9042"),
            may("longitude", Number, "116.4074"),
            must("zone", Text, "Asia/Shanghai"),
            may("access", Text, "工作日 9:00–17:00，凭证件登记"),
            may("parking", Text, "西门停车场"),
            may("keys", Text, "值班室"),
            may("notes", Text, "机房在地下一层"),
        ],
    },
    Kind {
        name: "contacts",
        key: &["site", "name"],
        columns: &[
            must("site", Code, "FJ"),
            must("name", Text, "赵建国"),
            may("title", Text, "科技科科长"),
            may("phone", Code, "13900000101"),
            must("may_sign", Yes, "yes"),
            may("messenger", Text, "zhaojianguo_fj"),
        ],
    },
    Kind {
        name: "contracts",
        key: &["number"],
        columns: &[
            must("number", Code, "HT-2026-001"),
            must("customer", Code, "GAFJ"),
            must("sites", Code, "FJ"),
            must("services", Text, "repair;inspection"),
            may("answered_minutes", Text, "30;30;30;60"),
            may("on_site_minutes", Text, "240;1440;1440;2880"),
            may("restored_minutes", Text, "1440;1440;1440;2880"),
            may("inspections_a_year", Number, "4"),
            must("starts", Day, "2026-03-01"),
            must("ends", Day, "2028-02-29"),
            must("watermark", Yes, "yes"),
            must("language", Text, "zh-CN"),
            may("price_minor", Number, "12000000"),
            may("currency", Text, "CNY"),
            may("payment", Text, "验收后30日内"),
        ],
    },
    Kind {
        name: "equipment",
        key: &["label"],
        columns: &[
            must("label", Code, "FJ-SV1"),
            must("site", Code, "FJ"),
            must("part_number", Code, "SV-2U-400"),
            may("serial_number", Code, "SV260001"),
            must("name_zh", Text, "视频管理服务器"),
            may("name_en", Text, "Video management server"),
            must("class", Text, "server"),
            may("place", Text, "A列1柜"),
            may("parent", Code, ""),
            may("installed", Day, "2026-03-01"),
            may("warranty_end", Day, "2028-02-29"),
            may("life_end", Day, "2034-02-28"),
            may("contract", Code, "HT-2026-001"),
            may("other_labels", Code, ""),
        ],
    },
    Kind {
        name: "cards",
        key: &["number"],
        columns: &[
            must("number", Code, "P-1001"),
            must("name_zh", Text, "云台解码板"),
            may("name_en", Text, "PTZ decoder board"),
            may("model", Code, "PTZ-600-DB"),
            must("class", Text, "critical"),
            must("unit", Text, "pcs"),
            must("serialised", Yes, "yes"),
            may("minimum", Number, "2"),
            may("reorder", Number, "4"),
            may("maximum", Number, "12"),
            may("price_minor", Number, "38000"),
            may("currency", Text, "CNY"),
            may("fits", Code, "camera_ptz"),
            may("gtin", Code, "6901230000010"),
            may("other_codes", Code, ""),
        ],
    },
    Kind {
        name: "places",
        key: &["code"],
        columns: &[
            must("code", Code, "MAIN"),
            must("kind", Text, "main_store"),
            must("name_zh", Text, "北京总库"),
            may("name_en", Text, "Beijing main store"),
            may("centre", Code, "BJ"),
            may("person", Code, ""),
            may("bin", Code, "1-2-3-4"),
        ],
    },
    Kind {
        name: "stock",
        key: &[],
        columns: &[
            must("place", Code, "MAIN"),
            must("card", Code, "P-1001"),
            may("serial", Code, "PTZ-600-DB-IN001"),
            must("quantity", Number, "1"),
            must("condition", Text, "new"),
            must("date", Day, "2026-02-04"),
            may("since", Day, "2025-11-20"),
        ],
    },
];

impl Kind {
    /// The kind with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }
    /// Where a column stands.
    pub fn at(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|found| found.name == column)
    }
}

/// The kind of the things that a column of another kind names.
pub fn named_by(column: &str) -> Option<&'static str> {
    Some(match column {
        "centre" => "centres",
        "person" | "login" => "people",
        "customer" => "customers",
        "site" | "sites" => "sites",
        "contract" => "contracts",
        "parent" => "equipment",
        "card" => "cards",
        "place" => "places",
        _ => return None,
    })
}

/// Currencies that are in use (ISO 4217, without metals, funds and tests).
const CURRENCIES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP \
     CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK \
     JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN \
     NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS \
     TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

/// Whether a text is the code of a currency.
pub fn is_currency(text: &str) -> bool {
    CURRENCIES.split_whitespace().any(|code| code == text)
}
