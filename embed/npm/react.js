/** The widget as a React component. React 18 sets no properties on custom elements and hears none of their events; this does both. */
import { createElement, forwardRef, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { ATTRIBUTES, EVENTS, PROPERTIES } from './surface.js';

export * from './element.js';

/** On a server there is no layout, and React 18 warns about an effect that waits for it. */
const useMounted = globalThis.document ? useLayoutEffect : useEffect;

export const EsimTopup = forwardRef(function EsimTopup(props, outer) {
  const element = useRef(null);
  const latest = useRef(props);
  const plain = {};
  for (const [name, value] of Object.entries(props)) {
    if (name in ATTRIBUTES) plain[ATTRIBUTES[name]] = value;
    else if (!(name in EVENTS) && !PROPERTIES.includes(name)) plain[name === 'className' ? 'class' : name] = value;
  }
  useImperativeHandle(outer, () => element.current);
  useMounted(() => {
    const before = latest.current === props ? {} : latest.current;
    latest.current = props;
    for (const name of PROPERTIES) {
      if (props[name] !== before[name]) element.current[name] = props[name];
    }
  });
  useMounted(() => {
    const ended = new AbortController();
    for (const [handler, event] of Object.entries(EVENTS)) {
      element.current.addEventListener(event, (told) => latest.current[handler]?.(told), { signal: ended.signal });
    }
    return () => ended.abort();
  }, []);
  return createElement('esim-topup', { ...plain, ref: element });
});
