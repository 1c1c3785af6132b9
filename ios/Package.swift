// swift-tools-version: 6.0
// The iOS shell: generated bindings, models (Foundation only, tested against the real core), views (SwiftUI).
// FettlePhone is Apple's hardware behind the models' interfaces: empty elsewhere. The app (project.yml) links these; see ios/README.md.
import PackageDescription

var targets: [Target] = [
  .systemLibrary(name: "FettleCoreFFI", path: "Generated/FettleCoreFFI"),
  .systemLibrary(name: "FettleFfiFFI", path: "Generated/FettleFfiFFI"),
  // What uniffi writes is Swift 5; our own code is Swift 6.
  .target(
    name: "FettleBindings", dependencies: ["FettleCoreFFI", "FettleFfiFFI"], path: "Generated/FettleBindings",
    swiftSettings: [.swiftLanguageMode(.v5)]),
  .target(name: "FettleModels", dependencies: ["FettleBindings"]),
  .testTarget(name: "FettleModelsTests", dependencies: ["FettleModels", "FettleBindings"]),
]

// SwiftUI is Apple's only. Elsewhere a small stand-in with the same signatures lets the views be type-checked.
#if os(Linux)
  targets.append(.target(name: "SwiftUI"))
  let ui: [Target.Dependency] = ["SwiftUI"]
  let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]
#else
  let ui: [Target.Dependency] = []
  let strict: [SwiftSetting] = []
#endif
targets.append(.target(name: "FettleViews", dependencies: ["FettleModels"] + ui, swiftSettings: strict))

targets.append(.target(name: "FettlePhone", dependencies: ["FettleModels", "FettleViews", "FettleBindings"] + ui))

let package = Package(
  name: "Fettle", platforms: [.iOS(.v17), .macOS(.v14)],
  products: [.library(name: "FettlePhone", targets: ["FettlePhone", "FettleViews", "FettleModels"])], targets: targets)
