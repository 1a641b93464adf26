comment on function app.f is 'h';
