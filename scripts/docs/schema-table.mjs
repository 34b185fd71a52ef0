/** One line for what a JSON schema allows. */
function typeText(schema) {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' ');
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeText).join(', ')}]`;
  if (schema.type === 'array') return `array of ${typeText(schema.items ?? {})}`;
  const kind = schema.format === 'date-time' ? 'date-time' : (schema.type ?? 'any');
  const limits = [
    schema.pattern && !schema.format && `pattern \`${schema.pattern}\``,
    range(schema.minLength, schema.maxLength, 'characters'),
    range(schema.minimum ?? schema.exclusiveMinimum, schema.maximum, ''),
  ].filter(Boolean);
  return [kind, ...limits].join(', ');
}

function range(from, to, unit) {
  const safe = (value) => value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  if (!safe(from) && !safe(to)) return '';
  const text = !safe(to) ? `from ${from}` : !safe(from) ? `up to ${to}` : `${from} to ${to}`;
  return unit ? `${text} ${unit}` : text;
}

/** The object whose members are worth rows of their own: an object itself, or what an array holds. */
const membersOf = (schema) => (schema.properties ? schema : schema.type === 'array' && schema.items?.properties ? schema.items : undefined);

function* rows(schema, prefix = '') {
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const isRequired = schema.required?.includes(name) ?? false;
    const inner = membersOf(member);
    const label = `${prefix}${name}`;
    const kind = inner ? (member.type === 'array' ? 'array of objects' : 'object') : typeText(member);
    yield [`\`${label}\``, kind, isRequired ? 'yes' : '', member.description ?? ''];
    if (inner) yield* rows(inner, `${label}${member.type === 'array' ? '[].' : '.'}`);
  }
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Members of an object as a Markdown table; those of nested objects follow their parent. */
export function schemaTable(schema) {
  const all = [...rows(schema)];
  if (all.length === 0) return 'No data.';
  const lines = all.map((row) => `| ${row.map(cell).join(' | ')} |`);
  return ['| member | type | required | meaning |', '|---|---|---|---|', ...lines].join('\n');
}
