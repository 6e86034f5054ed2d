import { Nothing, Screen } from '../../parts/screen'

export default function Page() { return <Screen title='account'><Nothing title='account' /></Screen> }
