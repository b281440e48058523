/** The table of units: symbols, spellings and factors to the base unit of each quantity. */

/** What a unit measures; units of one quantity can be converted into each other, and no others. */
export type Quantity =
  | 'temperature'
  | 'temperature difference'
  | 'pressure'
  | 'absolute pressure'
  | 'speed'
  | 'acceleration'
  | 'length'
  | 'mass'
  | 'volume'
  | 'time'
  | 'rotation'
  | 'angle'
  | 'power'
  | 'energy'
  | 'force'
  | 'torque'
  | 'voltage'
  | 'current'
  | 'resistance'
  | 'volume flow'
  | 'normal volume flow'
  | 'mass flow'
  | 'ratio';

/** The unit's symbol, how a value in it becomes one in the quantity's base unit, and other ways to write it. */
export type UnitEntry = readonly [
  symbol: string,
  /** Value × factor + zero is the value in the base unit, the one with factor 1. */
  factor: number | { readonly factor: number; readonly zero: number },
  ...spellings: string[],
];

export interface QuantityEntry {
  readonly quantity: Quantity;
  /** One of the units; the plausible range of −1,000…10,000 is meant in it. */
  readonly plausibleIn: string;
  /** Nothing can be measured below this, in the base unit. */
  readonly lowest?: number;
  readonly units: readonly UnitEntry[];
}

// Factors are exact by definition where NIST SP 811 has them in bold; pounds, inches and gallons are built from their definitions.
const pound = 0.45359237;
const inch = 0.0254;
const gravity = 9.80665;
const psiInPascal = (pound * gravity) / inch ** 2;
const mercuryMmInPascal = 133.322387415;
const usGallonInLitre = 3.785411784;
const imperialGallonInLitre = 4.54609;
const cubicFoot = (12 * inch) ** 3;
const barInPascal = 1e5;
const perPascal = 1 / barInPascal;

/**
 * Spellings are compared without blanks, "^" and the difference between superscripts, dashes and dots of the same look; capital
 * letters count only where they tell two units apart. Codes of UNECE Recommendation 20 and of UCUM stand among the spellings.
 */
export const quantityEntries: readonly QuantityEntry[] = [
  {
    quantity: 'temperature',
    plausibleIn: '°C',
    lowest: -273.15,
    units: [
      [
        '°C',
        1,
        'C',
        'degC',
        'deg.C',
        'degreeC',
        'degreesC',
        'Celsius',
        'degCelsius',
        'degreeCelsius',
        'degreesCelsius',
        'centigrade',
        'oC',
        'Cel',
        'CEL',
        '℃',
      ],
      [
        '°F',
        { factor: 5 / 9, zero: -160 / 9 },
        'F',
        'degF',
        'deg.F',
        'degreeF',
        'degreesF',
        'Fahrenheit',
        'degFahrenheit',
        'degreeFahrenheit',
        'degreesFahrenheit',
        'oF',
        'FAH',
        '[degF]',
        '℉',
      ],
      ['K', { factor: 1, zero: -273.15 }, 'Kelvin', 'degK', '°K', 'KEL'],
      ['°R', { factor: 5 / 9, zero: -273.15 }, 'degR', 'Rankine', '[degR]', 'A48'],
    ],
  },
  {
    // A difference has no zero to shift: 10 K between inlet and outlet are 18 °F, not −441.
    quantity: 'temperature difference',
    plausibleIn: 'ΔK',
    units: [
      ['ΔK', 1, 'Δ°C', 'ΔC', 'deltaK', 'deltaC', 'delta°C', 'deltadegC', 'K(diff)', '°C(diff)'],
      ['Δ°F', 5 / 9, 'ΔF', 'deltaF', 'delta°F', 'deltadegF', '°F(diff)'],
    ],
  },
  {
    // Without "a" or "abs" a pressure is taken for gauge: that is what instruments on machines show.
    quantity: 'pressure',
    plausibleIn: 'bar',
    lowest: -1.1,
    units: [
      ['bar', 1, 'barg', 'bar(g)', 'barG', 'bar_g', 'bargauge', 'bars'],
      ['mbar', 1e-3, 'mbarg', 'mbar(g)', 'mbar_g', 'millibar', 'MBR'],
      ['Pa', perPascal, 'Pa(g)', 'Pag', 'Pa_g', 'pascal', 'PAL'],
      ['hPa', 100 * perPascal, 'hPa(g)', 'hPag', 'A97'],
      ['kPa', 1e3 * perPascal, 'kPa(g)', 'kPag', 'kPa_g', 'kPagauge', 'kilopascal', 'KPA'],
      ['MPa', 1e6 * perPascal, 'MPa(g)', 'MPag', 'MPa_g', 'megapascal', 'MPA'],
      ['psi', psiInPascal * perPascal, 'psig', 'psi(g)', 'psi_g', 'lbf/in2', 'lb/in2', '[psi]', 'pound/squareinch'],
      ['atm', 101_325 * perPascal, 'atmosphere', 'ATM'],
      [
        'at',
        98_066.5 * perPascal,
        'kg/cm2',
        'kgf/cm2',
        'kgcm2',
        'kg/cm2(g)',
        'kg/cm2g',
        'kgf/cm2(g)',
        'kp/cm2',
        'technicalatmosphere',
        'att',
        'ATT',
        'E42',
      ],
      ['mmHg', mercuryMmInPascal * perPascal, 'mm[Hg]', 'mmofHg', 'HN'],
      ['inHg', mercuryMmInPascal * 25.4 * perPascal, '"Hg', "[in_i'Hg]", 'inchHg', 'inchesHg', 'inofHg', 'F79'],
      ['mmH2O', gravity * perPascal, 'mm[H2O]', 'mmWC', 'mmwg', 'mmWS', 'kgf/m2'],
      ['cmH2O', 10 * gravity * perPascal, 'cm[H2O]', 'cmWC', 'H78'],
      ['mH2O', 1e3 * gravity * perPascal, 'm[H2O]', 'mWC', 'mWS'],
      ['inH2O', 25.4 * gravity * perPascal, '"H2O', "[in_i'H2O]", 'inchH2O', 'inWC', 'inwg', '"WC', 'F78'],
      ['ftH2O', 304.8 * gravity * perPascal, "[ft_i'H2O]", 'ftWC', 'K24'],
    ],
  },
  {
    quantity: 'absolute pressure',
    plausibleIn: 'bara',
    lowest: 0,
    units: [
      ['bara', 1, 'bar(a)', 'barA', 'bar_a', 'barabs', 'bar(abs)'],
      ['mbara', 1e-3, 'mbar(a)', 'mbar_a', 'mbarabs', 'mbar(abs)'],
      ['Pa(a)', perPascal, 'Paa', 'Pa_a', 'Paabs', 'Pa(abs)'],
      ['hPa(a)', 100 * perPascal, 'hPaa', 'hPa(abs)'],
      ['kPa(a)', 1e3 * perPascal, 'kPaa', 'kPaA', 'kPa_a', 'kPaabs', 'kPa(abs)'],
      ['MPa(a)', 1e6 * perPascal, 'MPaa', 'MPa_a', 'MPaabs', 'MPa(abs)'],
      ['psia', psiInPascal * perPascal, 'psi(a)', 'psi_a', 'psiabs', 'psi(abs)'],
      ['atma', 101_325 * perPascal, 'atm(a)', 'atmabs', 'atm(abs)'],
      ['ata', 98_066.5 * perPascal, 'kg/cm2(a)', 'kg/cm2a', 'kgf/cm2(a)', 'kg/cm2abs'],
      ['mmHg(a)', mercuryMmInPascal * perPascal, 'mmHga', 'mmHgabs', 'mmHg(abs)'],
      ['inHg(a)', mercuryMmInPascal * 25.4 * perPascal, 'inHga', 'inHgabs', 'inHg(abs)'],
    ],
  },
  {
    quantity: 'speed',
    plausibleIn: 'm/s',
    units: [
      ['mm/s', 1, 'mm/sec', 'mmps', 'mm.s-1', 'mm/srms', 'C16'],
      ['µm/s', 1e-3, 'µm/sec'],
      ['cm/s', 10, 'cm/sec', 'cm.s-1', '2M'],
      ['m/s', 1_000, 'm/sec', 'mps', 'm.s-1', 'MTS'],
      ['m/min', 1_000 / 60, 'mpm', 'm.min-1', '2X'],
      ['in/s', 25.4, 'ips', 'in/sec', '"/s', 'inch/s', 'inch/sec', '[in_i]/s', 'IU'],
      ['ft/s', 304.8, 'fps', 'ft/sec', '[ft_i]/s', 'FS'],
      ['ft/min', 304.8 / 60, 'fpm', '[ft_i]/min', 'FR'],
      ['km/h', 1_000 / 3.6, 'kph', 'kmh', 'km/hr', 'km.h-1', 'KMH'],
      ['mph', 447.04, 'mi/h', 'mile/h', 'miles/h', '[mi_i]/h', 'HM'],
      ['kn', 1_852 / 3.6, 'knot', 'knots', '[kn_i]', 'KNT'],
    ],
  },
  {
    // "g" is what vibration is measured in; the gram is written out.
    quantity: 'acceleration',
    plausibleIn: 'm/s²',
    units: [
      ['m/s²', 1, 'm/s/s', 'm/sec2', 'm.s-2', 'MSK'],
      ['mm/s²', 1e-3, 'mm/sec2', 'mm.s-2'],
      ['g', gravity, 'gn', 'g0', '[g]', 'grms', 'K40'],
      ['ft/s²', 0.3048, 'ft/sec2', '[ft_i]/s2', 'A73'],
    ],
  },
  {
    quantity: 'length',
    plausibleIn: 'm',
    units: [
      ['mm', 1, 'millimetre', 'millimeter', 'MMT'],
      ['µm', 1e-3, 'micron', 'micrometre', 'micrometer', '4H'],
      ['cm', 10, 'centimetre', 'centimeter', 'CMT'],
      ['m', 1_000, 'metre', 'meter', 'MTR'],
      ['km', 1e6, 'kilometre', 'kilometer', 'KMT'],
      ['in', 25.4, 'inch', 'inches', '[in_i]', 'INH'],
      ['mil', 0.0254, 'mils', 'thou', '[mil_i]'],
      ['ft', 304.8, 'foot', 'feet', '[ft_i]', 'FOT'],
      ['mi', 1_609_344, 'mile', 'miles', '[mi_i]', 'SMI'],
    ],
  },
  {
    // A "ton" is 907, 1,000 or 1,016 kg: without a word that says which it stays unknown; "T" is the tesla.
    quantity: 'mass',
    plausibleIn: 't',
    units: [
      ['kg', 1, 'kilogram', 'kgs', 'KGM'],
      ['gram', 1e-3, 'grams', 'GRM'],
      ['t', 1_000, 'tonne', 'tonnes', 'metricton', 'metrictons', 'TNE'],
      ['lb', pound, 'lbs', 'lbm', 'pound', 'pounds', '[lb_av]', 'LBR'],
      ['oz', pound / 16, 'ounce', '[oz_av]', 'ONZ'],
      ['short ton', 2_000 * pound, 'USton', 'ton(US)', 'ton_us', 'ton(short)', '[ston_av]', 'STN'],
      ['long ton', 2_240 * pound, 'UKton', 'ton(UK)', 'ton_uk', 'ton(long)', 'imperialton', '[lton_av]', 'LTN'],
    ],
  },
  {
    // A gallon without a word is the US liquid gallon.
    quantity: 'volume',
    plausibleIn: 'm³',
    units: [
      ['l', 1, 'litre', 'liter', 'litres', 'liters', 'ltr', 'LTR'],
      ['ml', 1e-3, 'millilitre', 'milliliter', 'MLT'],
      ['hl', 100, 'hectolitre', 'HLT'],
      ['Ml', 1e6, 'megalitre', 'megaliter'],
      ['m³', 1_000, 'cbm', 'cubicmetre', 'cubicmeter', 'MTQ'],
      ['gal', usGallonInLitre, 'gallon', 'gallons', 'USgal', 'gal(US)', 'gal_us', '[gal_us]', 'GLL'],
      ['imp gal', imperialGallonInLitre, 'UKgal', 'gal(UK)', 'gal(imp)', 'gal_uk', 'impgallon', '[gal_br]', 'GLI'],
      ['ft³', cubicFoot * 1e3, 'cuft', '[cft_i]', 'FTQ'],
      ['bbl', 42 * usGallonInLitre, 'oilbarrel', '[bbl_us]', 'BLL'],
    ],
  },
  {
    quantity: 'time',
    plausibleIn: 'h',
    units: [
      ['s', 1, 'sec', 'second', 'seconds', 'SEC'],
      ['ms', 1e-3, 'msec', 'millisecond', 'milliseconds', 'C26'],
      ['µs', 1e-6, 'µsec', 'microsecond', 'B98'],
      ['min', 60, 'minute', 'minutes', 'MIN'],
      ['h', 3_600, 'hr', 'hrs', 'hour', 'hours', 'HUR'],
      ['d', 86_400, 'day', 'days', 'DAY'],
    ],
  },
  {
    quantity: 'rotation',
    plausibleIn: 'rpm',
    units: [
      [
        'rpm',
        1,
        'r/min',
        'rev/min',
        'revs/min',
        '1/min',
        '/min',
        'min-1',
        'U/min',
        '{rev}/min',
        '{rpm}',
        '{r}/min',
        'RPM',
      ],
      ['Hz', 60, 'hertz', '1/s', '/s', 's-1', 'HTZ'],
      ['r/s', 60, 'rps', 'rev/s', '{rev}/s', 'RPS'],
      ['kHz', 60_000, 'KHZ'],
      ['rad/s', 30 / Math.PI, 'rad/sec', 'rad.s-1', '2A'],
      ['°/s', 1 / 6, 'deg/s', 'deg/sec', 'E96'],
    ],
  },
  {
    quantity: 'angle',
    plausibleIn: '°',
    units: [
      ['°', 1, 'deg', 'degree', 'degrees', 'DD'],
      ['rad', 180 / Math.PI, 'radian', 'C81'],
    ],
  },
  {
    quantity: 'power',
    plausibleIn: 'kW',
    units: [
      ['kW', 1, 'kilowatt', 'KWT'],
      ['W', 1e-3, 'watt', 'watts', 'WTT'],
      ['mW', 1e-6, 'milliwatt', 'C31'],
      ['MW', 1_000, 'megawatt', 'MAW'],
      ['GW', 1e6, 'gigawatt', 'A90'],
      ['hp', (550 * 12 * inch * pound * gravity) / 1e3, 'horsepower', 'bhp', '[HP]', 'BHP'],
      ['metric hp', (75 * gravity) / 1e3, 'hp(metric)', 'hp(M)', 'HJ'],
    ],
  },
  {
    quantity: 'energy',
    plausibleIn: 'MWh',
    units: [
      ['kWh', 1, 'kW.h', 'KWH'],
      ['Wh', 1e-3, 'W.h', 'WHR'],
      ['MWh', 1_000, 'MW.h', 'MWH'],
      ['J', 1 / 3.6e6, 'joule', 'JOU'],
      ['kJ', 1 / 3_600, 'kilojoule', 'KJO'],
      ['MJ', 1 / 3.6, 'megajoule', '3B'],
      ['GJ', 1_000 / 3.6, 'gigajoule', 'GV'],
    ],
  },
  {
    quantity: 'force',
    plausibleIn: 'kN',
    units: [
      ['kN', 1, 'kilonewton', 'B47'],
      ['N', 1e-3, 'newton', 'newtons', 'NEW'],
      ['MN', 1_000, 'meganewton', 'B73'],
      ['kgf', gravity / 1e3, 'kp', 'B37'],
      ['lbf', (pound * gravity) / 1e3, '[lbf_av]', 'C78'],
    ],
  },
  {
    quantity: 'torque',
    plausibleIn: 'kN·m',
    units: [
      ['N·m', 1, 'N.m', 'Nm', 'NU'],
      ['kN·m', 1_000, 'kN.m', 'kNm', 'B48'],
      ['lbf·ft', pound * gravity * 12 * inch, 'lbf.ft', 'ft.lbf', 'ftlbf', 'lbfft', 'ft-lbf', 'M92'],
    ],
  },
  {
    quantity: 'voltage',
    plausibleIn: 'kV',
    units: [
      ['V', 1, 'volt', 'volts', 'Vac', 'Vdc', 'VLT'],
      ['mV', 1e-3, 'millivolt', '2Z'],
      ['kV', 1_000, 'kilovolt', 'KVT'],
      ['MV', 1e6, 'megavolt', 'B78'],
    ],
  },
  {
    quantity: 'current',
    plausibleIn: 'A',
    units: [
      ['A', 1, 'amp', 'amps', 'ampere', 'amperes', 'AMP'],
      ['mA', 1e-3, 'milliamp', 'milliampere', '4K'],
      ['µA', 1e-6, 'microamp', 'microampere', 'B84'],
      ['kA', 1_000, 'kiloamp', 'kiloampere', 'B22'],
    ],
  },
  {
    quantity: 'resistance',
    plausibleIn: 'kΩ',
    units: [
      ['Ω', 1, 'ohm', 'ohms', 'OHM'],
      ['mΩ', 1e-3, 'mohm', 'E45'],
      ['kΩ', 1_000, 'kohm', 'B49'],
      ['MΩ', 1e6, 'Mohm', 'megohm', 'B75'],
    ],
  },
  {
    quantity: 'volume flow',
    plausibleIn: 'm³/h',
    units: [
      ['m³/h', 1, 'm3/hr', 'cbm/h', 'cmh', 'm3.h-1', 'MQH'],
      ['m³/min', 60, 'm3.min-1', 'G53'],
      ['m³/s', 3_600, 'm3/sec', 'cumec', 'm3.s-1', 'MQS'],
      ['m³/d', 1 / 24, 'm3/day', 'G52'],
      ['l/s', 3.6, 'l/sec', 'lps', 'litre/s', 'l.s-1', 'G51'],
      ['l/min', 0.06, 'lpm', 'litre/min', 'liter/min', 'litres/min', 'l.min-1', 'L2'],
      ['l/h', 1e-3, 'lph', 'l/hr', 'litre/h', 'l.h-1', 'E32'],
      ['ml/min', 6e-5, 'ml.min-1', 'cm3/min', 'cc/min'],
      ['Ml/d', 1_000 / 24, 'ML/day', 'megalitre/day'],
      ['gpm', usGallonInLitre * 0.06, 'gal/min', 'USgpm', 'gpm(US)', 'USgal/min', '[gal_us]/min', 'G2'],
      [
        'imp gpm',
        imperialGallonInLitre * 0.06,
        'igpm',
        'UKgpm',
        'gpm(UK)',
        'gpm(imp)',
        'impgal/min',
        'UKgal/min',
        '[gal_br]/min',
        'G3',
      ],
      ['ft³/min', cubicFoot * 60, 'cfm', 'acfm', 'cuft/min', '[cft_i]/min', '2L'],
      ['ft³/h', cubicFoot, 'cfh', 'cuft/h', '[cft_i]/h', '2K'],
      ['bbl/d', (42 * usGallonInLitre) / 24_000, 'bpd', 'bbl/day', 'B1'],
    ],
  },
  {
    // A gas as it would be at 0 °C and 1 atm: how much flows, not how large it is in the pipe. "Standard" has many meanings and
    // stays unknown.
    quantity: 'normal volume flow',
    plausibleIn: 'Nm³/h',
    units: [
      ['Nm³/h', 1, 'Nm3/hr', 'nm3/h', 'Nm3/H'],
      ['Nm³/min', 60, 'nm3/min'],
      ['Nl/min', 0.06, 'Nlpm', 'nl/min'],
    ],
  },
  {
    quantity: 'mass flow',
    plausibleIn: 't/h',
    units: [
      ['t/h', 1, 't/hr', 'tonne/h', 'tonnes/h', 'tonne/hour', 't.h-1', 'E18'],
      ['t/d', 1 / 24, 't/day'],
      ['kg/h', 1e-3, 'kg/hr', 'kg.h-1', 'E93'],
      ['kg/min', 0.06, 'kg.min-1', 'F31'],
      ['kg/s', 3.6, 'kg/sec', 'kg.s-1', 'KGS'],
      ['lb/h', pound / 1e3, 'lb/hr', '[lb_av]/h', '4U'],
      ['short ton/h', 2 * pound, 'USton/h', '[ston_av]/h'],
    ],
  },
  {
    quantity: 'ratio',
    plausibleIn: '%',
    units: [
      ['%', 1, 'percent', 'pct', 'P1'],
      ['‰', 0.1, 'permille', 'NX'],
      ['ppm', 1e-4, '[ppm]'],
    ],
  },
];
