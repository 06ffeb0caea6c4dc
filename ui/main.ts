import './elements/slipstream-app.ts'
