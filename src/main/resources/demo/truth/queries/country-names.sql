SELECT 'country/GR' AS param_country, 'el' AS param_language, 'GR' AS alpha2, 'GRC' AS alpha3, 'el' AS "inLanguage", 'Ελλάδα' AS name
