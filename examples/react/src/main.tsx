import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Desk } from './Desk';

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <Desk />
  </StrictMode>,
);
