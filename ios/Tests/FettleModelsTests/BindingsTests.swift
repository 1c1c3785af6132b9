import FettleBindings
import XCTest

/// The library loads, and a record of the core's crate comes through a function of the bindings' crate.
final class BindingsTests: XCTestCase {
  func testTheCoreSaysWhatItIs() {
    let here: About = about()
    XCTAssertEqual(here.version, "0.1.0")
    XCTAssertEqual(here.languages, ["zh-CN", "en"])
  }
}
