-- Europe of UN M49: eastern, northern, southern and western; and Kosovo, whose code users assign.
SELECT 'country/' || code AS country, code, name
FROM (VALUES
  ('BY', 'Belarus'), ('BG', 'Bulgaria'), ('CZ', 'Czechia'), ('HU', 'Hungary'), ('PL', 'Poland'), ('MD', 'Moldova'), ('RO', 'Romania'), ('RU', 'Russia'), ('SK', 'Slovakia'), ('UA', 'Ukraine'),
  ('AX', 'Åland Islands'), ('DK', 'Denmark'), ('EE', 'Estonia'), ('FO', 'Faroe Islands'), ('FI', 'Finland'), ('GG', 'Guernsey'), ('IS', 'Iceland'), ('IE', 'Ireland'), ('IM', 'Isle of Man'), ('JE', 'Jersey'),
  ('LV', 'Latvia'), ('LT', 'Lithuania'), ('NO', 'Norway'), ('SJ', 'Svalbard & Jan Mayen'), ('SE', 'Sweden'), ('GB', 'United Kingdom'),
  ('AL', 'Albania'), ('AD', 'Andorra'), ('BA', 'Bosnia & Herzegovina'), ('HR', 'Croatia'), ('GI', 'Gibraltar'), ('GR', 'Greece'), ('VA', 'Vatican City'), ('IT', 'Italy'),
  ('MT', 'Malta'), ('ME', 'Montenegro'), ('MK', 'North Macedonia'), ('PT', 'Portugal'), ('SM', 'San Marino'), ('RS', 'Serbia'), ('XK', 'Kosovo'), ('SI', 'Slovenia'), ('ES', 'Spain'),
  ('AT', 'Austria'), ('BE', 'Belgium'), ('FR', 'France'), ('DE', 'Germany'), ('LI', 'Liechtenstein'), ('LU', 'Luxembourg'), ('MC', 'Monaco'), ('NL', 'Netherlands'), ('CH', 'Switzerland')
) AS europe (code, name)
