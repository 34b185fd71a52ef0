import fs from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** The parts of an answer that the API's description speaks of. */
export interface AnswerParts {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Content = Readonly<Record<string, object>>;
type Operation = { readonly responses: Readonly<Record<string, { readonly content?: Content } | undefined>> };
type Description = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>> };

/** As it is served at /openapi.json: the check for drift finds any difference. */
const DESCRIPTION: Description = JSON.parse(fs.readFileSync(path.resolve(__dirname, '../../docs/openapi.json'), 'utf8'));
const PROBLEM = 'application/problem+json';

/** Strict about what it is given to judge by: a keyword or a format that it does not know is an error. */
const ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false, strictTuples: false });
addFormats(ajv);
ajv.addVocabulary(['openapi', 'info', 'paths', 'components', 'tags', 'servers']);
ajv.addSchema(DESCRIPTION, 'api');

/** What judges by the schema at a place of the description; it is compiled when it is first asked for. */
function validatorAt(...steps: readonly string[]): ValidateFunction {
  const pointer = steps.map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
  const validator = ajv.getSchema(`api#${pointer}`);
  if (!validator) throw new Error(`docs/openapi.json has no schema at ${pointer}`);
  return validator;
}

const isParameter = (step: string): boolean => step.startsWith('{');
const wordsOf = (template: string): number => template.split('/').filter((step) => !isParameter(step)).length;
const TEMPLATES = Object.keys(DESCRIPTION.paths).sort((a, b) => wordsOf(b) - wordsOf(a));

/** The documented address that a path belongs to: of those that fit, the one that has most of it word for word. */
function templateOf(pathname: string): string | undefined {
  const given = pathname.split('/');
  const fits = (step: string, at: number): boolean => (isParameter(step) ? given[at] !== '' : step === given[at]);
  return TEMPLATES.find((template) => {
    const steps = template.split('/');
    return steps.length === given.length && steps.every(fits);
  });
}

const worded = ({ instancePath, message, params }: ErrorObject): string => {
  const undocumented: unknown = params.additionalProperty;
  return `${instancePath || 'the whole'} ${undocumented === undefined ? message : `has the undocumented member '${undocumented}'`}`;
};

function faultsOfBody(validate: ValidateFunction, text: string): string[] {
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(worded);
}

const mediaTypeOf = ({ headers }: AnswerParts): string => headers.get('content-type')?.split(';', 1)[0]?.trim() ?? 'none';

/** The documentation's own pages and files are not described by it. */
const isDocumentation = (pathname: string): boolean => /^\/(openapi\.json|docs(\/.*)?)$/.test(pathname);

/** Where nothing is documented there is nothing but problems. */
function faultsElsewhere(pathname: string, method: string, answer: AnswerParts): string[] {
  const isProblem = mediaTypeOf(answer) === PROBLEM;
  if (!isProblem) return isDocumentation(pathname) ? [] : ['the operation is not documented'];
  return method === 'HEAD' ? [] : faultsOfBody(validatorAt('components', 'schemas', 'Problem'), answer.text);
}

/** What is wrong with an answer by the API's description. */
export function faultsOf(method: string, url: string, answer: AnswerParts): string[] {
  const { pathname } = new URL(url);
  const template = templateOf(pathname);
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
  const operation = template === undefined ? undefined : DESCRIPTION.paths[template]?.[verb];
  if (template === undefined || !operation) return faultsElsewhere(pathname, method, answer);
  const [status, mediaType] = [String(answer.status), mediaTypeOf(answer)];
  const response = operation.responses[status];
  if (!response) return [`the status ${status} is not documented`];
  const { content = {} } = response;
  if (answer.text === '') return method === 'HEAD' || Object.keys(content).length === 0 ? [] : ['the documented body is missing'];
  if (!content[mediaType]) return [`the media type ${mediaType} is not documented`];
  if (!/[/+]json$/.test(mediaType)) return [];
  return faultsOfBody(validatorAt('paths', template, verb, 'responses', status, 'content', mediaType, 'schema'), answer.text);
}

const MAX_SHOWN = 2_000;

/** @throws Error that names every difference between an answer and the API's description */
export function expectDocumented(method: string, url: string, answer: AnswerParts): void {
  const faults = faultsOf(method, url, answer);
  if (faults.length === 0) return;
  const told = [`${method} ${new URL(url).pathname} answered ${answer.status}, otherwise than docs/openapi.json says:`, ...faults];
  throw new Error(`${told.join('\n  ')}\n${answer.text.slice(0, MAX_SHOWN)}`);
}
