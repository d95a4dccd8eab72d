import { codeOf, type Refusal } from './refusal';

// Our own words for what Fastify, its parsers and Node refuse: theirs quote what was sent, and that may be a prompt.

/** An address that the router cannot take apart. */
export function unreadableAddress(status = 400): Refusal {
  return refusal(
    status,
    'The address cannot be read: a % in it must begin an encoded character, such as %20.',
  );
}

/** A body that was not even parsed; or, by its status, something else that Fastify and its plugins refuse. */
export function unreadableBody(status: number): Refusal {
  return refusal(
    status,
    'The body cannot be read: it must be whole, JSON, and without keys such as __proto__.',
  );
}

/** Something that Node's parser gave up on; `code` is that of its error. */
export function unreadableRequest(code: string): Refusal {
  return refusal(STATUS_OF_PARSER_ERROR[code] ?? 400, 'This is not a valid HTTP request.');
}

const STATUS_OF_PARSER_ERROR: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

const MESSAGES: Readonly<Record<number, string>> = {
  408: 'The request took too long to arrive. Send it again, faster or in smaller parts.',
  412: 'The file is no longer, or not yet, the one that the headers of the request ask for.',
  413: 'The body is too large: send at most 2 MB.',
  414: 'A part of the address is too long.',
  415: "The body must be JSON: send it with the header 'Content-Type: application/json'.",
  416: 'The file is shorter than what the header Range asks for.',
  431: 'The headers are too large: send at most 16 KB, address and token included.',
};

function refusal(status: number, message: string): Refusal {
  return { status, code: codeOf(status), message: MESSAGES[status] ?? message };
}
