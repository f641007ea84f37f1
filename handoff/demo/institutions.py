"""What the demo institutions are like: plainly invented names, addresses and numbers."""

from typing import Any

MUSTERSTADT: dict[str, Any] = {
    "slug": "musterstadt",
    "name": "Sparkasse Musterstadt",
    "state": "NW",
    "display_number": "4930555000111",
    "phone_number_id": "200000000000001",
    "facts": {
        "institution_name": "Sparkasse Musterstadt",
        "service_phone": "0555 100-0",
        "ebanking_phone": "0555 100-200",
        "card_block_phone": "116 116",
        "card_block_phone_abroad": "+49 116 116",
        "email": "service@sparkasse-musterstadt.example",
        "website": "https://www.sparkasse-musterstadt.example",
        "online_banking_url": "https://www.sparkasse-musterstadt.example/banking",
        "unlock_url": "https://www.sparkasse-musterstadt.example/entsperren",
        "pushtan_url": "https://www.sparkasse-musterstadt.example/pushtan",
        "limit_url": "https://www.sparkasse-musterstadt.example/limit",
        "branches_url": "https://www.sparkasse-musterstadt.example/filialen",
        "appointment_url": "https://www.sparkasse-musterstadt.example/termin",
        "privacy_url": "https://www.sparkasse-musterstadt.example/datenschutz",
        "chat_url": "https://www.sparkasse-musterstadt.example/chat",
        "banking_app": "App Sparkasse",
        "pushtan_app": "App S-pushTAN",
        "standard_limit": "2.000 Euro am Tag",
        "standard_limit_en": "2,000 euros a day",
        "highest_limit_online": "10.000 Euro",
        "highest_limit_online_en": "10,000 euros",
    },
    "branches": [
        (
            "mitte",
            "Filiale Mitte",
            "Musterplatz 1",
            "00001",
            "Musterstadt",
            'Mo-Fr 09:00-13:00,14:00-18:00; Sa 09:30-12:30; PH off; Dec 24 off "Heiligabend"; Dec 31 off "Silvester"',
        ),
        (
            "nord",
            "Filiale Nord",
            "Beispielallee 22",
            "00002",
            "Musterstadt",
            'Mo,Tu,Th 09:00-12:30,14:00-18:00; We,Fr 09:00-12:30; PH off; Dec 24 off "Heiligabend"; Dec 31 off "Silvester"',
        ),
        (
            "beispielhausen",
            "Filiale Beispielhausen",
            "Dorfstraße 3",
            "00003",
            "Beispielhausen",
            "Tu,Th 09:00-12:00,14:30-18:00; PH off; Dec 24 off; Dec 31 off",
        ),
    ],
    "teams": [
        (
            "service",
            "Kundenservice-Center",
            "Mo-Fr 08:00-20:00; Sa 09:00-14:00; PH off; Dec 24 08:00-12:00; Dec 31 08:00-12:00",
        ),
        ("ebanking", "Electronic Banking", "Mo-Fr 08:00-18:00; PH off; Dec 24 off; Dec 31 off"),
        ("advice", "Beratung", "Mo-Fr 09:00-18:00; PH off; Dec 24 off; Dec 31 off"),
    ],
    "users": [
        (
            "anna@sparkasse-musterstadt.example",
            "Anna Agentin",
            "de",
            {"service": "agent", "ebanking": "agent", "advice": "agent"},
        ),
        ("bernd@sparkasse-musterstadt.example", "Bernd Beispiel", "en", {"service": "agent", "ebanking": "agent"}),
        (
            "carla@sparkasse-musterstadt.example",
            "Carla Leitung",
            "de",
            {"service": "lead", "ebanking": "lead", "advice": "lead"},
        ),
    ],
    "advisors": [
        (
            "muster",
            "Maria Muster",
            "mitte",
            ["account", "credit", "investing"],
            ["branch", "phone", "video"],
            "Mo-Fr 09:00-12:00,14:00-18:00; PH off; Dec 24 off; Dec 31 off",
        ),
        (
            "vorlage",
            "Viktor Vorlage",
            "mitte",
            ["credit", "investing", "insurance"],
            ["branch", "phone", "video"],
            "Mo-Th 10:00-13:00,14:00-17:00; PH off; Dec 24 off; Dec 31 off",
        ),
        (
            "probe",
            "Paula Probe",
            "nord",
            ["account", "credit", "insurance"],
            ["branch", "phone"],
            "Mo,Tu,Th 09:00-12:30,14:00-18:00; PH off; Dec 24 off; Dec 31 off",
        ),
    ],
    "events": [
        (
            "hausbau",
            {"de": "Bauen und Finanzieren", "en": "Building and financing a home"},
            {
                "de": "Vortrag mit Fragerunde: vom Grundstück bis zum Einzug.",
                "en": "Talk with questions: from the plot to moving in.",
            },
            "Filiale Mitte, Saal",
            10,
            18,
            120,
            40,
        ),
        (
            "online",
            {"de": "Online-Banking leicht gemacht", "en": "Online banking made easy"},
            {"de": "Kleine Gruppe, eigenes Smartphone mitbringen.", "en": "Small group, please bring your smartphone."},
            "Filiale Nord",
            17,
            10,
            90,
            8,
        ),
        (
            "boerse",
            {"de": "Börse am Abend", "en": "An evening on the stock market"},
            {
                "de": "Was an den Märkten zählt, allgemein erklärt.",
                "en": "What matters on the markets, in general terms.",
            },
            "Filiale Mitte, Saal",
            24,
            19,
            90,
            2,
        ),
    ],
}

NEUBEISPIEL: dict[str, Any] = {
    "slug": "neubeispiel",
    "name": "Stadtsparkasse Neubeispiel",
    "state": "BY",
    "display_number": "4989555000222",
    "phone_number_id": "200000000000002",
    "facts": {
        **MUSTERSTADT["facts"],
        "institution_name": "Stadtsparkasse Neubeispiel",
        "service_phone": "0555 200-0",
        "ebanking_phone": "0555 200-300",
        "email": "info@sparkasse-neubeispiel.example",
        **{
            name: url.replace("sparkasse-musterstadt", "sparkasse-neubeispiel")
            for name, url in MUSTERSTADT["facts"].items()
            if name.endswith("_url") or name == "website"
        },
        "standard_limit": "1.000 Euro am Tag",
        "standard_limit_en": "1,000 euros a day",
    },
    "branches": [
        (
            "markt",
            "Filiale am Markt",
            "Marktplatz 5",
            "00010",
            "Neubeispiel",
            "Mo-We,Fr 08:30-12:30,13:30-16:30; Th 08:30-12:30,13:30-18:00; PH off; Dec 24 off; Dec 31 off",
        ),
        (
            "bahnhof",
            "Filiale Bahnhof",
            "Bahnhofstraße 9",
            "00011",
            "Neubeispiel",
            "Mo-Fr 09:00-17:00; Sa 09:00-12:00; PH off; Dec 24 off; Dec 31 off",
        ),
    ],
    "teams": [
        ("service", "Kundenservice", "Mo-Fr 08:00-18:00; PH off; Dec 24 off; Dec 31 off"),
        ("ebanking", "Online-Support", "Mo-Fr 08:00-17:00; PH off; Dec 24 off; Dec 31 off"),
        ("advice", "Beratung", "Mo-Fr 09:00-17:00; PH off; Dec 24 off; Dec 31 off"),
    ],
    "users": [
        (
            "dora@sparkasse-neubeispiel.example",
            "Dora Dialog",
            "de",
            {"service": "agent", "ebanking": "agent", "advice": "agent"},
        ),
        ("emil@sparkasse-neubeispiel.example", "Emil Entwurf", "de", {"service": "lead", "ebanking": "lead"}),
    ],
    "advisors": [
        (
            "entwurf",
            "Erika Entwurf",
            "markt",
            ["account", "credit", "investing", "insurance"],
            ["branch", "phone", "video"],
            "Mo-Fr 09:00-12:00,13:30-16:30; PH off; Dec 24 off; Dec 31 off",
        ),
        (
            "schema",
            "Stefan Schema",
            "bahnhof",
            ["account", "credit"],
            ["branch", "phone"],
            "Mo-Fr 09:30-16:30; PH off; Dec 24 off; Dec 31 off",
        ),
    ],
    "events": [
        (
            "vorsorge",
            {"de": "Vorsorge-Frühstück", "en": "Breakfast on planning ahead"},
            {
                "de": "Rente, Vollmacht, Patientenverfügung: ein Überblick.",
                "en": "Pension, power of attorney, living will: an overview.",
            },
            "Filiale am Markt",
            12,
            9,
            120,
            25,
        ),
    ],
}

INSTITUTIONS = (MUSTERSTADT, NEUBEISPIEL)
