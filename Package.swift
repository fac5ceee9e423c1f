// swift-tools-version: 6.2
import PackageDescription

extension [SwiftSetting] {
    /// Every target is held to the same rules; where `CI` is set, a warning is an error.
    static var strict: Self {
        [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])
    }

    /// For modules whose generic code runs in others: unspecialised, it costs several times as much. Not for Postgres,
    /// with which the compiler of Swift 6.3 crashes.
    static var strictAndSpecialised: Self {
        strict + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]
    }
}

extension [LinkerSetting] {
    /// Libraries import Foundation and use its essentials alone. Without this the rest would be loaded, too: 30 MB of
    /// Unicode tables, 8 MB of memory and a third of the time to start.
    static var onlyWhatIsUsed: Self { [.unsafeFlags(["-Xlinker", "--as-needed"])] }
}

extension Target {
    /// One of the six: an executable that owns a schema, whose migrations ship inside the binary.
    static func service(_ folder: String, using others: [Target.Dependency] = []) -> Target {
        .executableTarget(
            name: "\(folder)Service",
            dependencies: ["ServiceKit", "Postgres", "Models", "JSON"] + others,
            path: "Services/\(folder)",
            exclude: ["README.md", "openapi.yaml"],
            resources: [.embedInCode("Storage/Migrations")],
            swiftSettings: .strict,
            linkerSettings: .onlyWhatIsUsed
        )
    }

    static func tests(_ name: String, of dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
        .testTarget(
            name: name,
            dependencies: dependencies + ["TestSupport"],
            path: "Tests/\(name)",
            exclude: exclude,
            swiftSettings: .strict
        )
    }
}

let package = Package(
    name: "emporia",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "catalog", targets: ["CatalogService"]),
        .executable(name: "inventory", targets: ["InventoryService"]),
        .executable(name: "order", targets: ["OrderService"]),
        .executable(name: "payment", targets: ["PaymentService"]),
        .executable(name: "logistics", targets: ["LogisticsService"]),
        .executable(name: "marketing", targets: ["MarketingService"]),
        .executable(name: "simulator", targets: ["SimulatorService"]),
        .executable(name: "emporia", targets: ["EmporiaCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-algorithms", from: "1.2.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibpq", path: "Shared/CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CCurl",
            path: "Shared/CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev", "libnghttp2-dev"])]
        ),
        .target(name: "JSON", path: "Shared/JSON", swiftSettings: .strictAndSpecialised),
        .target(name: "Models", dependencies: ["JSON"], path: "Shared/Models", swiftSettings: .strictAndSpecialised),
        .target(
            name: "Postgres",
            dependencies: [
                "CLibpq", "Models", "JSON",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Shared/Postgres",
            swiftSettings: .strict
        ),
        .target(
            name: "ServiceKit",
            dependencies: [
                "CCurl", "JSON", "Models", "Postgres",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Shared/ServiceKit",
            resources: [.embedInCode("Migrations")],
            swiftSettings: .strict + [.define("FAILPOINTS", .when(configuration: .debug))]
        ),
        .service("Catalog", using: [.product(name: "Algorithms", package: "swift-algorithms")]),
        .service("Inventory"),
        .service("Order"),
        .service("Payment"),
        .service("Logistics"),
        .service("Marketing"),
        .executableTarget(
            name: "SimulatorService",
            dependencies: ["ServiceKit", "Models", "JSON"],
            path: "Services/Simulator",
            exclude: ["README.md", "openapi.yaml"],
            swiftSettings: .strict,
            linkerSettings: .onlyWhatIsUsed
        ),
        .executableTarget(
            name: "EmporiaCommand",
            dependencies: [
                "ServiceKit", "Postgres", "Models", "JSON",
                .product(name: "Algorithms", package: "swift-algorithms"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Services/Emporia",
            exclude: ["README.md"],
            swiftSettings: .strict
        ),
        .target(
            name: "TestSupport",
            dependencies: [
                "ServiceKit", "Postgres", "Models", "JSON",
                .product(name: "Yams", package: "Yams"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Support",
            swiftSettings: .strict
        ),
        .tests("JSONTests", of: ["JSON"]),
        .tests("ModelsTests", of: ["Models", "JSON"]),
        .tests("PostgresTests", of: ["Postgres", "Models"]),
        .tests(
            "ServiceKitTests",
            of: [
                "ServiceKit", "Postgres", "Models", "JSON",
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .tests("CatalogTests", of: ["CatalogService", "ServiceKit", "Postgres", "Models", "JSON"]),
        .tests("InventoryTests", of: ["InventoryService", "ServiceKit", "Postgres", "Models", "JSON"]),
        .tests("OrderTests", of: ["OrderService", "ServiceKit", "Postgres", "Models", "JSON"]),
        .tests(
            "PaymentTests",
            of: ["PaymentService", "SimulatorService", "EmporiaCommand", "ServiceKit", "Postgres", "Models", "JSON"]
        ),
        .tests("LogisticsTests", of: ["LogisticsService", "ServiceKit", "Postgres", "Models", "JSON"]),
        .tests("MarketingTests", of: ["MarketingService", "ServiceKit", "Postgres", "Models", "JSON"]),
        .tests("SimulatorTests", of: ["SimulatorService", "ServiceKit", "Models", "JSON"]),
        .tests("EmporiaTests", of: ["EmporiaCommand", "ServiceKit", "Postgres", "Models", "JSON"]),
        .tests("SimulationTests", of: ["PaymentService", "ServiceKit", "Models", "JSON"]),
        .tests("SuiteTests", of: []),
        .tests(
            "SystemTests",
            of: [
                "ServiceKit", "Postgres", "Models", "JSON",
                // Built first, because the tests start them as processes.
                "CatalogService", "InventoryService", "OrderService", "PaymentService", "LogisticsService",
                "MarketingService", "SimulatorService", "EmporiaCommand",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// Apart, for everything in it has to be built for libFuzzer, which brings a `main` of its own: see Tests/Fuzz/run.
if Context.environment["EMPORIA_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Fuzz",
            dependencies: ["ServiceKit", "Models", "JSON"],
            path: "Tests/Fuzz",
            exclude: ["run"],
            swiftSettings: .strict
        )
    )
}
